using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>One subscription of a client: what it follows, how far it was sent, and how far its app has handled it.</summary>
internal sealed class FakeSubscription(Guid id, string patientId, FakeStream stream, IReadOnlyList<string> topics, Position start, long stateStart)
{
    private const int BatchEvents = 100;

    public Guid Id => id;

    public string PatientId => patientId;

    public FakeStream Stream => stream;

    public Guid? FollowId { get; init; }

    public long Sent { get; private set; } = start.Offset;

    public long StateSent { get; private set; } = stateStart;

    public long Handled { get; private set; } = start.Offset;

    public long StateHandled { get; private set; } = stateStart;

    public bool Wants(CareEvent careEvent) => topics.Contains(careEvent.Topic);

    public bool HasHandled(CareEvent careEvent) =>
        careEvent.Class == EventClass.State ? StateHandled >= careEvent.StateVersion : Handled >= careEvent.Offset;

    public void Take(Acknowledgement acknowledgement)
    {
        Handled = Math.Max(Handled, acknowledgement.Through);
        StateHandled = Math.Max(StateHandled, acknowledgement.StateThrough);
        stream.LeftOff = Math.Max(stream.LeftOff, Handled);
    }

    /// <summary>The batches that bring it from what was sent to the top.</summary>
    public IEnumerable<EventBatch> TakeBatches()
    {
        var parts = stream.After(Sent, StateSent, topics).Chunk(BatchEvents).ToArray();
        foreach (var events in parts.SkipLast(1))
            yield return BatchOf(events, Math.Max(Sent, events.Max(one => one.Offset)), Math.Max(StateSent, events.Max(one => one.StateVersion)));

        // The last one, maybe empty, leads to the top, also over what was of other topics.
        if (parts.Length > 0 || Sent < stream.Top.Offset || StateSent < stream.StateTop)
            yield return BatchOf(parts.LastOrDefault() ?? [], stream.Top.Offset, stream.StateTop);
    }

    private EventBatch BatchOf(IReadOnlyList<CareEvent> events, long through, long stateThrough)
    {
        var batch = new EventBatch
        {
            SubscriptionId = id, Epoch = stream.Epoch, Previous = Sent, Through = through, StateThrough = stateThrough, Events = events,
        };
        (Sent, StateSent) = (through, stateThrough);
        return batch;
    }
}
