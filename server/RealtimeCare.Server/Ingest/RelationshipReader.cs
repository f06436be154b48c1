using Hl7.Fhir.Model;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>Reads treatment relationships out of FHIR resources: who of our people takes part, as what, from when until when.</summary>
/// <remarks>
/// Only members that are named as <c>Practitioner/(our id of a person)</c> count; others are no people of ours and are left out.
/// </remarks>
internal static class RelationshipReader
{
    /// <summary>What a CareTeam, an Encounter or a Bundle of both says.</summary>
    public static Checked<IReadOnlyList<RelationshipSource>> Read(Resource resource, DateTimeOffset now)
    {
        if (resource is not Bundle bundle) return ToList([ReadOne(resource, now, resource.TypeName)]);
        return bundle.Entry.Count == 0
            ? Invalid("Bundle.entry")
            : ToList(bundle.Entry.Select((entry, i) => ReadOne(entry.Resource, now, $"Bundle.entry[{i}].resource")));
    }

    private static Checked<RelationshipSource> ReadOne(Resource? resource, DateTimeOffset now, string path)
    {
        if (string.IsNullOrEmpty(resource?.Id)) return Invalid(path + ".id");
        return resource switch
        {
            CareTeam team => ReadTeam(team, now, path),
            Encounter encounter => ReadEncounter(encounter, now, path),
            _ => Invalid(path),
        };
    }

    private static Checked<RelationshipSource> ReadTeam(CareTeam team, DateTimeOffset now, string path)
    {
        // Optional in FHIR; without it we could not tell whether the team still is one.
        if (team.Status is not { } status) return Invalid(path + ".status");
        var period = FhirPeriod.Of(team.Period);
        if (status != CareTeam.CareTeamStatus.Active) period = period.EndingBy(now);
        var because = $"care team via CareTeam/{team.Id}";
        var parts = status == CareTeam.CareTeamStatus.EnteredInError ? [] : team.Participant.Select(one => PartOf(one.Member, because, one.Period, period));
        return ToSource(team, team.Subject, parts, path);
    }

    private static Checked<RelationshipSource> ReadEncounter(Encounter encounter, DateTimeOffset now, string path)
    {
        var period = FhirPeriod.Of(encounter.Period);
        var isOn = encounter.Status is Encounter.EncounterStatus.Arrived or Encounter.EncounterStatus.Triaged
            or Encounter.EncounterStatus.InProgress or Encounter.EncounterStatus.Onleave;
        // A planned encounter counts from its start on, when it says one.
        var isToCome = encounter.Status == Encounter.EncounterStatus.Planned && period.From is not null;
        if (!isOn && !isToCome) period = period.EndingBy(now);
        var parts = encounter.Status == Encounter.EncounterStatus.EnteredInError
            ? []
            : encounter.Participant.Select(one => PartOf(one.Individual, $"{RoleOf(one)} via Encounter/{encounter.Id}", one.Period, period));
        return ToSource(encounter, encounter.Subject, parts, path);
    }

    private static RelationshipPart? PartOf(ResourceReference? member, string because, Period? own, FhirPeriod whole) =>
        IdOf(member, "Practitioner") is { } id && SubjectId.TryParse(id, out var subject)
            ? new RelationshipPart(subject, because, FhirPeriod.Of(own).Within(whole))
            : null;

    private static Checked<RelationshipSource> ToSource(
        Resource resource, ResourceReference? subject, IEnumerable<RelationshipPart?> parts, string path) =>
        ToPatient(subject) is { } patient
            ? new RelationshipSource($"{resource.TypeName}/{resource.Id}", patient, [.. parts.OfType<RelationshipPart>()], path)
            : Invalid(path + ".subject");

    private static PatientReference? ToPatient(ResourceReference? subject)
    {
        var reference = IdOf(subject, "Patient") is { } id ? PatientReference.ById(id)
            : subject?.Identifier is { System: { } system, Value: { } value } ? PatientReference.ByIdentifier(system, value)
            : null;
        return reference is not null && EventCheck.IsReference(reference) ? reference : null;
    }

    private static string? IdOf(ResourceReference? reference, string type) =>
        reference?.Reference is { } text && text.StartsWith(type + "/", StringComparison.Ordinal) ? text[(type.Length + 1)..] : null;

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

    private static Checked<IReadOnlyList<RelationshipSource>> ToList(IEnumerable<Checked<RelationshipSource>> all)
    {
        var sources = new List<RelationshipSource>();
        foreach (var one in all)
        {
            if (!one.IsValid) return one.Problem;
            // The second would silently replace the first.
            if (sources.Exists(known => known.Source == one.Value.Source)) return Invalid(one.Value.Path + ".id");
            sources.Add(one.Value);
        }
        return Checked<IReadOnlyList<RelationshipSource>>.Of(sources);
    }

    private static CodedProblem Invalid(string path) => new(ErrorCode.InvalidRequest) { Path = path };
}

/// <summary>What one resource says.</summary>
/// <param name="Source">The resource, such as <c>Encounter/123</c>.</param>
/// <param name="Path">Where it stands in the request.</param>
internal sealed record RelationshipSource(string Source, PatientReference Patient, IReadOnlyList<RelationshipPart> Parts, string Path);

/// <summary>One person that takes part.</summary>
internal sealed record RelationshipPart(SubjectId Subject, string Because, FhirPeriod Period);
