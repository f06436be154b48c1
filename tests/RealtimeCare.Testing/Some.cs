using System.Text.Json.Nodes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>Data that does not matter to the test that uses it.</summary>
public static class Some
{
    private static int counter;

    public static int Number => Interlocked.Increment(ref counter);

    public static string Key => Guid.NewGuid().ToString();

    public static string UserName(string role) => $"{role}-{Number}";

    public static PatientIdentifier Identifier => new() { System = The.RecordNumbers, Value = $"{The.Canary}-{Number}" };

    /// <summary>A heart rate that carries more than anybody needs to see.</summary>
    public static FhirJson HeartRate(int beats = 72) => FhirJson.Parse($$"""
        {
          "resourceType": "Observation",
          "status": "final",
          "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
          "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
          "effectiveDateTime": "2026-01-01T08:00:00Z",
          "valueQuantity": {"value": {{beats}}, "unit": "beats/minute", "system": "http://unitsofmeasure.org", "code": "/min"},
          "performer": [{"display": "Monitor {{The.Canary}}"}],
          "note": [{"text": "Said by {{The.Canary}}"}]
        }
        """);

    public static FhirJson Potassium(decimal value = 4.1m) => FhirJson.Parse($$"""
        {
          "resourceType": "Observation",
          "status": "final",
          "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
          "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3", "display": "Potassium"}]},
          "effectiveDateTime": "2026-01-01T08:00:00Z",
          "valueQuantity": {"value": {{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}}, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}
        }
        """);

    public static FhirJson Admission => FhirJson.Parse($$"""
        {
          "resourceType": "Encounter",
          "status": "in-progress",
          "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
          "period": {"start": "2026-01-01T07:00:00Z"},
          "reasonCode": [{"text": "Chest pain, {{The.Canary}}"}],
          "location": [{"location": {"display": "Ward 3"} }]
        }
        """);

    /// <summary>The same resource with a security label.</summary>
    public static FhirJson Labelled(this FhirJson resource, string system, string code)
    {
        var json = JsonNode.Parse(resource.ToJson())!.AsObject();
        var meta = json["meta"]?.AsObject() ?? (JsonObject)(json["meta"] = new JsonObject());
        var labels = meta["security"]?.AsArray() ?? (JsonArray)(meta["security"] = new JsonArray());
        labels.Add(new JsonObject { ["system"] = system, ["code"] = code });
        return FhirJson.Parse(json.ToJsonString());
    }

    public static PublishRequest Vital(PatientReference patient, int beats = 72, EventClass @class = EventClass.Durable) =>
        new() { Patient = patient, Topic = The.Vitals, Class = @class, Resource = HeartRate(beats) };

    /// <summary>A care team that gives people a treatment relationship with a patient.</summary>
    public static JsonObject CareTeam(string id, PatientIdentifier patient, IEnumerable<string> members, string status = "active") => new()
    {
        ["resourceType"] = "CareTeam",
        ["id"] = id,
        ["status"] = status,
        ["subject"] = new JsonObject { ["identifier"] = new JsonObject { ["system"] = patient.System, ["value"] = patient.Value } },
        ["participant"] = new JsonArray([.. members.Select(m => (JsonNode)new JsonObject { ["member"] = new JsonObject { ["reference"] = "Practitioner/" + m } })]),
    };
}
