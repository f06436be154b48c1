using System.Text.Json.Nodes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Ward;

/// <summary>Something that happens on the simulated ward.</summary>
internal sealed record WardEvent(
    WardPatient Patient, string Topic, EventClass Class, EventSeverity Severity, DateTimeOffset ObservedAt, JsonObject Resource)
{
    /// <summary>What its publisher sends: the patient named by record number, as a monitor would.</summary>
    public PublishRequest ToRequest() => new()
    {
        Patient = PatientReference.ByIdentifier(WardPatient.RecordNumberSystem, Patient.RecordNumber),
        Topic = Topic,
        Class = Class,
        Severity = Severity,
        ObservedAt = ObservedAt,
        IdempotencyKey = Resource["id"]!.GetValue<string>(),
        Resource = FhirJson.Parse(Resource.ToJsonString()),
    };

    /// <summary>Names the event without its content.</summary>
    public override string ToString() => $"{Topic} event";
}
