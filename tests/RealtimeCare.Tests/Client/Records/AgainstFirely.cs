using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using RealtimeCare.Client.Records;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Client.Records;

/// <summary>Over all of HL7's examples: what a record says is what a FHIR library reads. Without the examples there is nothing to compare.</summary>
public sealed class AgainstFirely
{
    private static readonly JsonSerializerOptions Options = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Ostrich);

    [Fact]
    public void Every_example_gives_the_same()
    {
        var examples = ExampleResources.ByType.SelectMany(type => type.Value).ToList();

        var differences = examples.SelectMany(DifferencesOf).ToList();

        Assert.Empty(differences);
    }

    private static IEnumerable<string> DifferencesOf(FhirJson json)
    {
        var record = CareRecord.Read(Batches.Durable(1) with { Topic = "vitals", Resource = json })!;
        var resource = JsonSerializer.Deserialize<Resource>(json.Utf8.Span, Options)!;
        (string What, object? Theirs, object? Ours)[] compared = (resource, record) switch
        {
            (Observation theirs, VitalSign ours) => Of(theirs, ours),
            (Hl7.Fhir.Model.Encounter theirs, RealtimeCare.Client.Records.Encounter ours) =>
            [
                ("class", theirs.Class?.Code, ours.Class?.Code), ("start", theirs.Period?.Start, ours.Period?.Start?.Text),
                ("locations", theirs.Location.Count, ours.Locations.Count),
            ],
            (Communication theirs, Alert ours) => [("sent", theirs.Sent, ours.At?.Text), ("priority", theirs.PriorityElement?.JsonValue, ours.Priority)],
            (Flag theirs, Alert ours) => [("code", theirs.Code?.Text ?? theirs.Code?.Coding.FirstOrDefault()?.Display, ours.Text)],
            (DetectedIssue theirs, Alert ours) => [("severity", theirs.SeverityElement?.JsonValue, ours.Priority), ("detail", theirs.Detail, ours.Text)],
            (Hl7.Fhir.Model.Condition theirs, RealtimeCare.Client.Records.Condition ours) =>
                [("code", theirs.Code?.Coding.FirstOrDefault()?.Code, ours.Code?.Codings.Select(one => one.Code).FirstOrDefault()), ("onset", (theirs.Onset as FhirDateTime)?.Value, ours.OnsetAt?.Text)],
            (DiagnosticReport theirs, LabReport ours) => [("conclusion", theirs.Conclusion, ours.Conclusion)],
            _ => [],
        };
        return compared.Append(("type", resource.TypeName, record.ResourceType)).Append(("id", resource.Id, record.Id))
            .Where(one => !Equals(Shown(one.Item2), Shown(one.Item3))).Select(one => $"{resource.TypeName}/{resource.Id}: {one.Item1}");
    }

    private static (string, object?, object?)[] Of(Observation theirs, VitalSign ours) =>
    [
        ("status", theirs.StatusElement?.JsonValue, ours.Status),
        ("value", (theirs.Value as Hl7.Fhir.Model.Quantity)?.Value, (ours.Value as RealtimeCare.Client.Records.Quantity)?.Value),
        ("unit", (theirs.Value as Hl7.Fhir.Model.Quantity) is { } quantity ? quantity.Unit ?? quantity.Code : null, ours.Unit),
        ("has value", theirs.Value is not null, ours.Value is not null),
        ("coded", (theirs.Value as CodeableConcept)?.Coding.FirstOrDefault()?.Code, (ours.Value as CodedValue)?.Concept.Codings.Select(one => one.Code).FirstOrDefault()),
        ("at", (theirs.Effective as FhirDateTime)?.Value, ours.ObservedAt?.Text),
        ("period", (theirs.Effective as Period)?.Start, ours.ObservedPeriod?.Start?.Text),
        ("components", Numbers(theirs.Component.Select(one => (one.Value as Hl7.Fhir.Model.Quantity)?.Value)),
            Numbers(ours.Components.Select(one => (one.Value as RealtimeCare.Client.Records.Quantity)?.Value))),
        ("ranges", Numbers(theirs.ReferenceRange.Select(one => one.Low?.Value)), Numbers(ours.ReferenceRanges.Select(one => one.Low?.Value))),
        ("interpretation", theirs.Interpretation.Count, ours.Interpretations.Count),
    ];

    private static string Numbers(IEnumerable<decimal?> all) => all.Aggregate(new StringBuilder(), (text, one) => text.Append(Shown(one)).Append(' ')).ToString();

    // With its digits: two decimals are equal that are not written alike.
    private static string? Shown(object? value) => value is null ? null : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
}
