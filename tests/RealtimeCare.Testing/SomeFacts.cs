using System.Text.Json.Nodes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>Resources that say who may see what: rosters, encounters, consents, people who act for others.</summary>
public static class SomeFacts
{
    /// <summary>A care team without a patient, which others may name.</summary>
    public static JsonObject StandingTeam(string id, params string[] members) => new()
    {
        ["resourceType"] = "CareTeam",
        ["id"] = id,
        ["status"] = "active",
        ["participant"] = new JsonArray([.. members.Select(m => (JsonNode)new JsonObject { ["member"] = Reference(m) })]),
    };

    /// <summary>Where a person works.</summary>
    public static JsonObject Roster(string id, string userId, string organization, params string[] locations)
    {
        var roster = new JsonObject
        {
            ["resourceType"] = "PractitionerRole",
            ["id"] = id,
            ["practitioner"] = Reference("Practitioner/" + userId),
            ["organization"] = Reference(organization),
        };
        // FHIR knows no empty list.
        if (locations.Length > 0) roster["location"] = new JsonArray([.. locations.Select(l => (JsonNode)Reference(l))]);
        return roster;
    }

    /// <summary>A stay, with whom and where.</summary>
    public static JsonObject Encounter(string id, PatientIdentifier patient, string status, string userId, string? location = null)
    {
        var encounter = new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = id,
            ["status"] = status,
            ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "IMP" },
            ["subject"] = Patient(patient),
            ["participant"] = new JsonArray(new JsonObject { ["type"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "SPRF")), ["individual"] = Reference("Practitioner/" + userId) }),
        };
        if (location is not null) encounter["location"] = new JsonArray(new JsonObject { ["location"] = Reference(location), ["status"] = "active" });
        return encounter;
    }

    /// <summary>What a patient agreed to: a rule as IHE PCF profiles it.</summary>
    public static JsonObject Consent(string id, PatientIdentifier patient, string provision, string status = "active") => new()
    {
        ["resourceType"] = "Consent",
        ["id"] = id,
        ["status"] = status,
        ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        ["category"] = new JsonArray(Concept("http://loinc.org", "59284-0")),
        ["patient"] = Patient(patient),
        ["dateTime"] = "2026-01-01",
        ["policy"] = new JsonArray(new JsonObject { ["uri"] = "https://general-hospital.example/policy" }),
        ["provision"] = JsonNode.Parse(provision),
    };

    /// <summary>A person of ours who acts for a patient.</summary>
    public static JsonObject RelatedPerson(string id, PatientIdentifier patient, string userId, bool active = true) => new()
    {
        ["resourceType"] = "RelatedPerson",
        ["id"] = id,
        ["active"] = active,
        ["patient"] = Patient(patient),
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:realtimecare:user", ["value"] = userId }),
    };

    /// <summary>Several at once.</summary>
    public static JsonObject Bundle(params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "collection",
        ["entry"] = new JsonArray([.. resources.Select(one => (JsonNode)new JsonObject { ["resource"] = one })]),
    };

    private static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    private static JsonObject Patient(PatientIdentifier patient) =>
        new() { ["identifier"] = new JsonObject { ["system"] = patient.System, ["value"] = patient.Value } };

    private static JsonObject Concept(string system, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
