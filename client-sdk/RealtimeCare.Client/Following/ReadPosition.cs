using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>What a batch is to a reader that stands somewhere.</summary>
internal enum BatchFit
{
    /// <summary>It continues from here, or overlaps with what was read; its new part was taken.</summary>
    Next,

    /// <summary>Something before it is missing: nothing of it was taken.</summary>
    Gap,
}

/// <summary>How far a subscription has been read. Batches of an old and a new connection may arrive mixed; each event is new once.</summary>
/// <example>
/// Read through 41. (41, 44] is next: 42, 43, 44 are new. (40, 45], from the other connection, overlaps: only 45 is new.
/// (46, 47] is a gap: 46 is missing, so the reader stays at 45 and resumes from there.
/// </example>
internal sealed class ReadPosition
{
    private long _epoch;
    private long _offset;
    private long _state;

    public bool IsKnown { get; private set; }

    public Position Position => new() { Epoch = _epoch, Offset = _offset };

    public long State => _state;

    /// <summary>Stands here, unless it already stands somewhere.</summary>
    public void StartAt(Position position)
    {
        if (IsKnown) return;
        (_epoch, _offset, IsKnown) = (position.Epoch, position.Offset, true);
    }

    /// <summary>Takes what is new of a batch.</summary>
    public BatchFit Take(EventBatch batch, out IReadOnlyList<CareEvent> fresh)
    {
        if (!IsKnown) StartAt(new Position { Epoch = batch.Epoch, Offset = batch.Previous });
        fresh = [];
        if (batch.Epoch != _epoch || batch.Previous > _offset) return BatchFit.Gap;
        fresh = AreNew(batch.Events) ? batch.Events : [.. batch.Events.Where(IsNew)];
        _offset = Math.Max(_offset, batch.Through);
        _state = Math.Max(_state, batch.StateThrough);
        return BatchFit.Next;
    }

    /// <summary>Whether an event of a batch that moves nothing lies ahead of everything read.</summary>
    public bool IsAhead(EventBatch batch, CareEvent careEvent)
    {
        if (!IsKnown) StartAt(new Position { Epoch = batch.Epoch, Offset = batch.Previous });
        return batch.Epoch == _epoch && careEvent.Class == EventClass.Durable && careEvent.Offset > _offset;
    }

    /// <summary>Whether the server has sent more on the same connection than was read.</summary>
    public bool IsBefore(SubscriptionTop top) =>
        IsKnown && (top.Epoch != _epoch || top.Through > _offset || top.StateThrough > _state);

    // By index: this is asked of every batch, and an enumerator would be allocated each time.
    private bool AreNew(IReadOnlyList<CareEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (!IsNew(events[i])) return false;
        return true;
    }

    private bool IsNew(CareEvent careEvent) =>
        careEvent.Class == EventClass.State ? careEvent.StateVersion > _state : careEvent.Offset > _offset;
}
