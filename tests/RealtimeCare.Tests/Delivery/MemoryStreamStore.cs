using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Delivery;

/// <summary>Events of one stream, and how often they were read.</summary>
internal sealed class MemoryStreamStore : IStreamStore
{
    private readonly List<StoredEvent> events = [];
    private readonly List<StoredEvent> states = [];

    public int Reads { get; private set; }

    public StreamHead Head => new(1, events.Count, states.Count);

    public void Add(string topic = "vitals", string type = "Observation", int padding = 0) =>
        events.Add(Event(topic, type, padding) with { Offset = events.Count + 1 });

    public void AddState(string key, string topic = "vitals") =>
        states.Add(Event(topic, "Observation", 0) with { StateVersion = states.Count + 1, Class = EventClass.State, StateKey = key });

    public ValueTask<AppendResult> AppendAsync(EventDraft draft, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StreamHead> ReadHeadAsync(StreamKey stream, CancellationToken cancellationToken) => new(Head);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken)
    {
        Reads++;
        return new([.. events.Skip((int)afterOffset).Take(maxEvents)]);
    }

    public ValueTask<IReadOnlyList<StoredEvent>> ReadStateAsync(StreamKey stream, long afterVersion, CancellationToken cancellationToken) =>
        new([.. states.GroupBy(state => state.StateKey).Select(key => key.Last()).Where(state => state.StateVersion > afterVersion)]);

    public ValueTask<long> ReadFirstOffsetAsync(StreamKey stream, CancellationToken cancellationToken) => new(1);

    private static StoredEvent Event(string topic, string type, int padding) => new()
    {
        EventId = Guid.NewGuid(),
        Offset = 0,
        StateVersion = 0,
        Topic = topic,
        Class = EventClass.Durable,
        Severity = EventSeverity.Routine,
        PublishedAt = default,
        Resource = FhirJson.Parse($$$"""{"resourceType":"{{{type}}}","status":"final","code":{"text":"{{{new string('x', padding)}}}"}}"""),
    };
}
