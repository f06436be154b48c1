using Hl7.Fhir.Model;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads what FHIR resources say about access: who treats whom, who belongs to what, what patients agreed to.</summary>
/// <remarks>
/// A person counts when named as <c>Practitioner/(our id)</c>, a group when named by a relative reference; others are nobody of
/// ours and are left out. What would be misunderstood by leaving it out is refused.
/// </remarks>
internal static class FactsReader
{
    /// <summary>What a resource or a Bundle of them says.</summary>
    /// <param name="utf8">JSON that is valid UTF-8.</param>
    public static Checked<IReadOnlyList<IncomingFacts>> Read(ReadOnlySpan<byte> utf8, DateTimeOffset now)
    {
        var resource = FhirReader.Read(utf8);
        if (!resource.IsValid) return resource.Problem;
        // Elements that may turn a meaning round: who does not know them must not read on.
        if (JsonText.HasName(utf8, "modifierExtension"u8)) return Invalid("modifierExtension");
        if (JsonText.HasName(utf8, "implicitRules"u8)) return Invalid("implicitRules");
        if (resource.Value is not Bundle bundle) return ToList([ReadOne(resource.Value, now, resource.Value.TypeName)]);
        if (bundle.Entry.Count > IngestLimits.BundleEntries) return new CodedProblem(ErrorCode.TooLarge) { Path = "Bundle.entry" };
        return bundle.Entry.Count == 0
            ? Invalid("Bundle.entry")
            : ToList(bundle.Entry.Select((entry, i) => ReadOne(entry.Resource, now, $"Bundle.entry[{i}].resource")));
    }

    /// <summary>The refusal of a place that cannot be understood.</summary>
    public static CodedProblem Invalid(string path) => new(ErrorCode.InvalidResource) { Path = path };

    private static Checked<IncomingFacts> ReadOne(Resource? resource, DateTimeOffset now, string path)
    {
        if (string.IsNullOrEmpty(resource?.Id)) return Invalid(path + ".id");
        var facts = new IncomingFacts($"{resource.TypeName}/{resource.Id}", path);
        return resource switch
        {
            CareTeam team => CareTeamReader.Read(team, now, facts),
            Encounter encounter => EncounterReader.Read(encounter, now, facts),
            PractitionerRole role => RosterReader.Read(role, facts),
            RelatedPerson person => PersonReader.Read(person, facts),
            Patient patient => PersonReader.Read(patient, facts),
            Consent consent => ConsentReader.Read(consent, facts),
            _ => Invalid(path),
        };
    }

    private static Checked<IReadOnlyList<IncomingFacts>> ToList(IEnumerable<Checked<IncomingFacts>> all)
    {
        var facts = new List<IncomingFacts>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in all)
        {
            if (!one.IsValid) return one.Problem;
            // The second would silently replace the first.
            if (!known.Add(one.Value.Source)) return Invalid(one.Value.Path + ".id");
            facts.Add(one.Value);
        }

        return Checked<IReadOnlyList<IncomingFacts>>.Of(facts);
    }
}
