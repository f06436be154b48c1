using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>Keeps the patients' streams. The store is the truth: what it has acknowledged survives a crash.</summary>
/// <remarks>
/// Durable events of a stream have offsets 1, 2, 3 … without gaps. State events have no offset: of each (topic, state key) the
/// latest is kept, under a version that grows within the stream. Readers see an event only after its append is durable.
/// </remarks>
public interface IStreamStore
{
    /// <summary>The state values that one stream may have of all publishers, besides those that were taken back.</summary>
    public const int MostStates = 1024;

    /// <summary>
    /// Those of one publisher: a bed's devices show a few hundred at most. What it took back does not count, and may be as many again, since
    /// whoever follows has to be told of it.
    /// </summary>
    public const int MostStatesOfPublisher = 256;

    /// <summary>Appends an event; when it returns, the event is durable.</summary>
    /// <exception cref="StreamStoreUnavailableException">It could not be made durable: nothing was added.</exception>
    ValueTask<AppendResult> AppendAsync(EventDraft draft, CancellationToken cancellationToken);

    /// <summary>How far the stream has come; zeros for a stream without events.</summary>
    ValueTask<StreamHead> ReadHeadAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>The durable events that follow an offset, in order and without a gap, at most so many.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken);

    /// <summary>
    /// The critical durable events that follow an offset and are neither corrections nor retractions nor retracted, in order, at most so
    /// many. It costs as much as it finds.
    /// </summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadCriticalAsync(
        StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken);

    /// <summary>The latest state events with a version above the one given, by version.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadStateAsync(StreamKey stream, long afterVersion, CancellationToken cancellationToken);

    /// <summary>The lowest offset that is still kept; the head's offset plus 1 when none is.</summary>
    ValueTask<long> ReadFirstOffsetAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>The tenants that have streams.</summary>
    ValueTask<IReadOnlyList<TenantId>> ReadTenantsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// One step of taking away what a tenant no longer keeps, in one small transaction: of each stream the oldest durable events, so
    /// that what is kept has no hole; the state events and the answers to idempotent appends from before the same instant. Heads and
    /// versions stay, and so does the meaning of every offset.
    /// </summary>
    /// <param name="tenant">Whose streams.</param>
    /// <param name="before">What is at least as young as this stays.</param>
    /// <param name="most">The most to remove in this step.</param>
    /// <param name="cancellationToken">Gives up before the step begins.</param>
    /// <exception cref="StreamStoreUnavailableException">Nothing was removed.</exception>
    ValueTask<TrimResult> TrimAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken);
}
