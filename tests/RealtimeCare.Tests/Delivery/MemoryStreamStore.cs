using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery;

/// <summary>Events of one stream, and how often they were read.</summary>
internal sealed class MemoryStreamStore : IStreamStore
{
    private readonly List<StoredEvent> events = [];
    private readonly List<StoredEvent> states = [];

    private int trimmed;
    private int stateVersion;

    public int Reads { get; private set; }

    public bool IsDown { get; set; }

    public List<(string Tenant, DateTimeOffset Before)> Trims { get; } = [];

    public StreamHead Head => new(1, trimmed + events.Count, stateVersion);

    public void Add(
        string topic = "vitals", string type = "Observation", int padding = 0, EventSeverity severity = EventSeverity.Routine) =>
        events.Add(Event(topic, type, padding) with { Offset = Head.Offset + 1, Severity = severity });

    public void Retract(long offset)
    {
        var at = events.FindIndex(one => one.Offset == offset);
        events[at] = events[at] with { IsRetracted = true, Resource = default };
    }

    public void AddState(string key, string topic = "vitals") =>
        states.Add(Event(topic, "Observation", 0) with { StateVersion = ++stateVersion, Class = EventClass.State, StateKey = key });

    public void RemoveState(long version) => states.RemoveAll(state => state.StateVersion == version);

    public ValueTask<AppendResult> AppendAsync(EventDraft draft, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StreamHead> ReadHeadAsync(StreamKey stream, CancellationToken cancellationToken) => new(Head);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken)
    {
        Reads++;
        return new([.. events.Where(one => one.Offset > afterOffset).Take(maxEvents)]);
    }

    public ValueTask<IReadOnlyList<StoredEvent>> ReadCriticalAsync(StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken)
    {
        Reads++;
        return new([.. events.Where(one => one.Offset > afterOffset && one.Severity == EventSeverity.Critical && one.StandsAlone).Take(maxEvents)]);
    }

    public ValueTask<IReadOnlyList<StoredEvent>> ReadStateAsync(StreamKey stream, long afterVersion, CancellationToken cancellationToken) =>
        new([.. states.GroupBy(state => state.StateKey).Select(key => key.Last()).Where(state => state.StateVersion > afterVersion)]);

    public ValueTask<long> ReadFirstOffsetAsync(StreamKey stream, CancellationToken cancellationToken) => new(trimmed + 1);

    public ValueTask<IReadOnlyList<TenantId>> ReadTenantsAsync(CancellationToken cancellationToken) => new([Drafts.Stream.Tenant, TenantId.Parse("south")]);

    public ValueTask<TrimResult> TrimAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        if (IsDown) throw new StreamStoreUnavailableException("down");
        Trims.Add((tenant.Value, before));
        var gone = tenant == Drafts.Stream.Tenant ? Math.Min(most, events.TakeWhile(one => one.PublishedAt < before).Count()) : 0;
        events.RemoveRange(0, gone);
        trimmed += gone;
        return new(new TrimResult(gone, gone == most));
    }

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
