namespace RealtimeCare.Server.Streams;

/// <summary>Keeps the patients' streams. The store is the truth: what it has acknowledged survives a crash.</summary>
/// <remarks>
/// Durable events of a stream have offsets 1, 2, 3 … without gaps. State events have no offset: of each (topic, state key) the
/// latest is kept, under a version that grows within the stream. Readers see an event only after its append is durable.
/// </remarks>
public interface IStreamStore
{
    /// <summary>Appends an event; when it returns, the event is durable.</summary>
    /// <exception cref="StreamStoreUnavailableException">It could not be made durable: nothing was added.</exception>
    ValueTask<AppendResult> AppendAsync(EventDraft draft, CancellationToken cancellationToken);

    /// <summary>How far the stream has come; zeros for a stream without events.</summary>
    ValueTask<StreamHead> ReadHeadAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>The durable events that follow an offset, in order and without a gap, at most so many.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken);

    /// <summary>The latest state events with a version above the one given, by version.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadStateAsync(StreamKey stream, long afterVersion, CancellationToken cancellationToken);

    /// <summary>The lowest offset that is still kept; the head's offset plus 1 when none is.</summary>
    ValueTask<long> ReadFirstOffsetAsync(StreamKey stream, CancellationToken cancellationToken);
}
