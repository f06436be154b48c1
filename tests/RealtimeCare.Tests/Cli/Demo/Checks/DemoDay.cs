using System.Globalization;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Cli.Demo.Checks;

/// <summary>A nurse who follows one patient, and a day on which everything she should receive has been received.</summary>
internal sealed class DemoDay
{
    public const string Patient = "patient-1";

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Audience Audience = Audience.Create(
        "test", new Dictionary<string, IReadOnlyList<string>> { ["Observation"] = ["status", "code", "value[x]"] });

    public DemoDay(int durable = 5, int states = 4)
    {
        for (var i = 1; i <= durable; i++) Publish(EventClass.Durable, i, 0, "lab");
        for (var i = 1; i <= states; i++) Publish(EventClass.State, durable, i, i % 2 == 0 ? "heart-rate" : "saturation");
        Received = [.. Published.Select(ReceiveOf)];
    }

    public List<PublishedEvent> Published { get; } = [];

    public List<ReceivedEvent> Received { get; }

    public Dictionary<string, long> StartedAt { get; } = new() { [Patient] = 0 };

    public Dictionary<string, long>? MustReach { get; set; }

    public ForcedEnd? End { get; set; }

    public static FhirJson Resource(int number, string code) => FhirJson.Parse(
        $$$"""{"resourceType":"Observation","id":"{{{number}}}","status":"final","code":{"coding":[{"system":"urn:s","code":"{{{code}}}"}]},"valueInteger":{{{number}}},"note":[{"text":"secret"}]}""");

    public static Shape? Shape(FhirJson resource) => Shaper.Shape(resource.Utf8.Span, Audience);

    public static ReceivedEvent ReceiveOf(PublishedEvent sent)
    {
        var shape = Shape(sent.Resource)!.Value;
        var at = Start.AddSeconds(sent.Offset + sent.StateVersion);
        return new(sent.PatientId, new CareEvent
        {
            EventId = sent.EventId,
            Offset = sent.Class == EventClass.Durable ? sent.Offset : 0,
            StateVersion = sent.StateVersion,
            Topic = sent.Topic,
            Class = sent.Class,
            Severity = EventSeverity.Routine,
            PublishedAt = at,
            Withheld = shape.Withheld,
            Resource = shape.Resource,
        }, at);
    }

    public PublishedEvent Publish(EventClass kind, long offset, long version, string code, string topic = "vitals", string patient = Patient)
    {
        var number = Published.Count + 1;
        var id = Guid.Parse(number.ToString("x32", CultureInfo.InvariantCulture));
        var published = new PublishedEvent(id, patient, topic, kind, offset, version, code, Resource(number, code));
        Published.Add(published);
        return published;
    }

    public void Replace(int index, Func<CareEvent, CareEvent> change) =>
        Received[index] = Received[index] with { Event = change(Received[index].Event) };

    public IReadOnlyList<Finding> Check() => DemoChecks.Check(
        [
            new ReceivedRecord
            {
                Person = "nurse",
                Topics = new HashSet<string> { "vitals" },
                StartedAt = StartedAt,
                MustReach = MustReach,
                Shape = Shape,
                Received = Received,
                End = End,
            },
        ],
        Published);

    public FindingKind[] Kinds() => [.. Check().Select(f => f.Kind)];
}
