using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Hammer.World;

/// <summary>What is published: each resource carries its number where a nurse sees it and a canary where none does.</summary>
internal static class Resources
{
    /// <summary>Seen by a nurse, something has leaked.</summary>
    public const string Canary = "Zanzibarbuckland";

    public static FhirJson HeartRate(int number) => Observation(number, "vital-signs", "8867-4", "Heart rate", "/min");

    public static FhirJson Potassium(int number) => Observation(number, "laboratory", "2823-3", "Potassium", "mmol/L");

    /// <summary>Of a topic that the clients do not follow.</summary>
    public static FhirJson Flag(int number) => FhirJson.Parse($$"""
        {
          "resourceType": "Flag",
          "status": "active",
          "code": {"text": "{{Canary}} {{number}}"},
          "subject": {"display": "{{Canary}}"}
        }
        """);

    /// <summary>The number of a received resource; null when it carries none.</summary>
    public static int? NumberOf(FhirJson resource)
    {
        if (resource.IsEmpty) return null;
        using var document = resource.ToDocument();
        return document.RootElement.TryGetProperty("valueQuantity", out var quantity) && quantity.TryGetProperty("value", out JsonElement value)
            && value.TryGetInt32(out var number)
            ? number
            : null;
    }

    public static bool HasCanary(FhirJson resource) => resource.Utf8.Span.IndexOf("Zanzibarbuckland"u8) >= 0;

    private static FhirJson Observation(int number, string category, string code, string name, string unit) => FhirJson.Parse($$"""
        {
          "resourceType": "Observation",
          "status": "final",
          "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "{{category}}"}]}],
          "code": {"coding": [{"system": "http://loinc.org", "code": "{{code}}", "display": "{{name}}"}]},
          "effectiveDateTime": "2026-01-01T08:00:00Z",
          "valueQuantity": {"value": {{number}}, "unit": "{{unit}}", "system": "http://unitsofmeasure.org", "code": "{{unit}}"},
          "note": [{"text": "Said by {{Canary}}"}]
        }
        """);
}
