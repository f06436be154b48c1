using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Ingest;

/// <summary>Events to publish, of which only what is named matters.</summary>
internal static class Requests
{
    public const string HeartRate =
        """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"valueQuantity":{"value":72.10}}""";

    public static PublishRequest Vitals(string resource = HeartRate, EventClass @class = EventClass.Durable, string mrn = "1") => new()
    {
        Patient = PatientReference.ByIdentifier("urn:mrn", mrn),
        Topic = "vitals",
        Class = @class,
        Severity = EventSeverity.Routine,
        Resource = FhirJson.Parse(resource),
    };
}
