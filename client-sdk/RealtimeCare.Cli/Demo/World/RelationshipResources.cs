using System.Text.Json.Nodes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.World;

/// <summary>FHIR resources that say who treats whom.</summary>
internal static class RelationshipResources
{
    /// <summary>A care team.</summary>
    public static FhirJson CareTeam(string id, string patientId, params IEnumerable<string> members) => Json(new JsonObject
    {
        ["resourceType"] = "CareTeam",
        ["id"] = id,
        ["status"] = "active",
        ["subject"] = Reference("Patient", patientId),
        ["participant"] = new JsonArray([.. members.Select(m => new JsonObject { ["member"] = Reference("Practitioner", m) })]),
    });

    /// <summary>A stay with an attending physician.</summary>
    public static FhirJson Encounter(string id, string patientId, string attending) => Json(new JsonObject
    {
        ["resourceType"] = "Encounter",
        ["id"] = id,
        ["status"] = "in-progress",
        ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "IMP" },
        ["subject"] = Reference("Patient", patientId),
        ["participant"] = new JsonArray(new JsonObject { ["individual"] = Reference("Practitioner", attending) }),
    });

    private static JsonObject Reference(string type, string id) => new() { ["reference"] = $"{type}/{id}" };

    private static FhirJson Json(JsonObject resource) => FhirJson.Parse(resource.ToJsonString());
}
