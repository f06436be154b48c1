using Hl7.Fhir.Model;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads rosters: for which organization, where and in which service a person works, and when.</summary>
internal static class RosterReader
{
    public static Checked<IncomingFacts> Read(PractitionerRole role, IncomingFacts facts)
    {
        // An organization that is left out would take its people out of what consents say of it.
        if (role.Organization is not null && GroupOf(role.Organization, "Organization") is null) return FactsReader.Invalid(facts.Path + ".organization");
        for (var i = 0; i < role.Location.Count; i++)
            if (GroupOf(role.Location[i], "Location") is null) return FactsReader.Invalid($"{facts.Path}.location[{i}]");
        for (var i = 0; i < role.HealthcareService.Count; i++)
            if (GroupOf(role.HealthcareService[i], "HealthcareService") is null) return FactsReader.Invalid($"{facts.Path}.healthcareService[{i}]");

        if (role.Active == false || FactsMember.Read(role.Practitioner) is not { } person) return facts;
        var period = FhirPeriod.Of(role.Period);
        string?[] groups =
        [
            facts.Source,
            GroupOf(role.Organization, "Organization"),
            .. role.Location.Select(one => GroupOf(one, "Location")),
            .. role.HealthcareService.Select(one => GroupOf(one, "HealthcareService")),
        ];
        return facts with { Affiliations = [.. groups.OfType<string>().Select(group => new IncomingAffiliation(person, group, period))] };
    }

    private static string? GroupOf(ResourceReference? reference, string type) =>
        FactsMember.Read(reference, type) is { Person: null } group ? group.Reference : null;
}
