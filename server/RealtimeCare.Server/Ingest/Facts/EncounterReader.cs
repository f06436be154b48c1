using Hl7.Fhir.Model;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads encounters: who takes part, and where the patient is, so that who works there treats the patient too.</summary>
internal static class EncounterReader
{
    public static Checked<IncomingFacts> Read(Encounter encounter, DateTimeOffset now, IncomingFacts facts)
    {
        if (FactsPatient.Read(encounter.Subject) is not { } patient) return FactsReader.Invalid(facts.Path + ".subject");
        var period = FhirPeriod.Of(encounter.Period);
        var isOn = encounter.Status is Encounter.EncounterStatus.Arrived or Encounter.EncounterStatus.Triaged
            or Encounter.EncounterStatus.InProgress or Encounter.EncounterStatus.Onleave;
        // A planned encounter counts from its start on, when it says one.
        var isToCome = encounter.Status == Encounter.EncounterStatus.Planned && period.From is not null;
        if (!isOn && !isToCome) period = period.EndingBy(now);
        var parts = encounter.Status == Encounter.EncounterStatus.EnteredInError
            ? []
            : ReadPeople(encounter, period, facts.Source).Concat(ReadUnits(encounter, period, facts.Source));
        return facts with { Patient = [patient], IsOver = !isOn && !isToCome, Parts = [.. parts] };
    }

    private static IEnumerable<IncomingPart> ReadPeople(Encounter encounter, FhirPeriod whole, string source)
    {
        foreach (var one in encounter.Participant)
            if (FactsMember.Read(one.Individual, "PractitionerRole") is { } member)
                yield return new IncomingPart(member, $"{RoleOf(one)} via {source}", FhirPeriod.Of(one.Period).Within(whole));
    }

    private static IEnumerable<IncomingPart> ReadUnits(Encounter encounter, FhirPeriod whole, string source)
    {
        foreach (var one in encounter.Location)
        {
            var period = FhirPeriod.Of(one.Period);
            // A bed that is reserved or left is no place where the patient is; one that says nothing at all may be either.
            var counts = one.Status == Encounter.EncounterLocationStatus.Active
                || (one.Status is Encounter.EncounterLocationStatus.Planned or null && period.From is not null);
            if (counts && FactsMember.Read(one.Location, "Location") is { Person: null } unit)
                yield return new IncomingPart(unit, "unit via " + source, period.Within(whole));
        }
    }

    // v3-ParticipationType; only fixed words reach the book, never the text of a resource.
    private static string RoleOf(Encounter.ParticipantComponent participant) =>
        participant.Type.SelectMany(type => type.Coding).Select(coding => coding.Code).FirstOrDefault() switch
        {
            "ATND" => "attending",
            "ADM" => "admitter",
            "CON" => "consultant",
            "DIS" => "discharger",
            "PPRF" => "primary performer",
            "SPRF" => "secondary performer",
            "REF" => "referrer",
            _ => "participant",
        };
}
