using Hl7.Fhir.Model;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads care teams: with a patient a team treats that patient, without one it is a standing team that others name.</summary>
internal static class CareTeamReader
{
    private static readonly string[] Groups = ["PractitionerRole", "Organization", "CareTeam"];

    public static Checked<IncomingFacts> Read(CareTeam team, DateTimeOffset now, IncomingFacts facts)
    {
        // Optional in FHIR; without it we could not tell whether the team still is one.
        if (team.Status is not { } status) return FactsReader.Invalid(facts.Path + ".status");
        var isOver = status != CareTeam.CareTeamStatus.Active;
        var period = FhirPeriod.Of(team.Period);
        if (isOver) period = period.EndingBy(now);
        var members = status == CareTeam.CareTeamStatus.EnteredInError ? [] : ReadMembers(team, period).ToList();
        if (team.Subject is null)
            return facts with { Affiliations = [.. members.Select(one => new IncomingAffiliation(one.Member, facts.Source, one.Period))] };
        return FactsPatient.Read(team.Subject) is { } patient
            ? facts with
            {
                Patient = [patient],
                IsOver = isOver,
                Parts = [.. members.Select(one => new IncomingPart(one.Member, "care team via " + facts.Source, one.Period))],
            }
            : FactsReader.Invalid(facts.Path + ".subject");
    }

    private static IEnumerable<(FactsMember Member, FhirPeriod Period)> ReadMembers(CareTeam team, FhirPeriod whole)
    {
        foreach (var one in team.Participant)
            if (FactsMember.Read(one.Member, Groups) is { } member) yield return (member, FhirPeriod.Of(one.Period).Within(whole));
    }
}
