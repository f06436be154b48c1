using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Puts one batch together: as many events as the subscription's cursor has before it and the window has room for. An idle
/// connection gets one event alone at once; a backlog comes in full batches. No timer is involved.
/// </summary>
internal sealed class BatchBuilder(Subscription subscription, AckWindow window, BatchBuilder.Entitle? entitle = null)
{
    /// <summary>Bytes of an event besides its resource, generously.</summary>
    private const int Envelope = 160;

    /// <summary>A batch goes out when it has this many bytes of resources, so that one message stays well under a pipe's buffer.</summary>
    private const int MaxBytes = 32 * 1024;

    private readonly StreamTail tail = subscription.Tail;
    private readonly List<CareEvent> events = [];
    private readonly int releases = window.Releases;
    private readonly bool windowIsEmpty = window.IsEmpty;
    private readonly int freeBytes = window.FreeBytes;
    private readonly int eventRoom = window.FreeEvents;
    private readonly bool isInbox = subscription.Target.Recipient is not null;
    private bool isBlocked;
    private long cursor = subscription.Cursor;
    private long stateCursor = subscription.StateCursor;

    /// <summary>By what an event of an inbox may be shown; null when it may not.</summary>
    internal delegate ValueTask<Entitlement?> Entitle(StoredEvent stored, CancellationToken cancellationToken);

    /// <summary>What the batch weighs against the window.</summary>
    public int Bytes { get; private set; }

    /// <summary>The offset that is reached when it is sent.</summary>
    public long Through => cursor;

    /// <summary>Whether there is an event in it that asks for acknowledgement.</summary>
    public bool HasTracked { get; private set; }

    /// <summary>Whether something found no room.</summary>
    public bool IsBlocked => isBlocked;

    /// <summary>Whether an event waits for so much room that others would take it away again and again.</summary>
    public bool WaitsForMuch { get; private set; }

    /// <summary>What is missing right behind the cursor because it is no longer kept; null when nothing is.</summary>
    public Gap? Gap { get; private set; }

    /// <summary>Whether room was given back while nothing fitted: nobody wakes the pump for it.</summary>
    public bool HasRoomAgain { get; private set; }

    /// <summary>The next batch; null when there is nothing to send or no room. Nothing moves before <see cref="Commit"/>.</summary>
    public async ValueTask<EventBatch?> BuildAsync(CancellationToken cancellationToken)
    {
        isBlocked = eventRoom <= 0 || (freeBytes <= 0 && !windowIsEmpty);
        if (isBlocked) return null;
        if (await TakeDurableAsync(cancellationToken)) await TakeStateAsync(cancellationToken);
        // What stands before the hole still goes; the next round finds the hole first.
        if (events.Count > 0) Gap = null;
        return events.Count > 0 || (Gap is null && IsDue) ? Batch() : null;
    }

    // The receiver waits for the place that the stream had come to, also where nothing on the way was for it.
    private bool IsDue => !isBlocked
        && ((subscription.Sent < subscription.Top && cursor >= subscription.Top)
            || (subscription.StateSent < subscription.StateTop && stateCursor >= subscription.StateTop));

    /// <summary>
    /// The subscription moves, and with a batch the window too. Without one everything on the way was for other topics or
    /// audiences, and it moves on without a message.
    /// </summary>
    public void Commit(EventBatch? batch, DateTimeOffset now)
    {
        subscription.Cursor = cursor;
        subscription.StateCursor = stateCursor;
        if (isBlocked) HasRoomAgain = !window.TryWait(now, releases);
        if (batch is null) return;
        subscription.Sent = batch.Through;
        subscription.StateSent = batch.StateThrough;
        if (batch.Events.Count > 0) window.Add(batch, Bytes, now);
    }

    /// <summary>What an event weighs against a window.</summary>
    public static int SizeOf(CareEvent shaped) => shaped.Resource.Utf8.Length + Envelope;

    private EventBatch Batch() => new()
    {
        SubscriptionId = subscription.Id,
        Epoch = subscription.Epoch,
        Previous = subscription.Sent,
        Through = cursor,
        StateThrough = stateCursor,
        Events = events,
    };

    /// <summary>Takes durable events; true when the cursor has reached the head.</summary>
    private async ValueTask<bool> TakeDurableAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the read: what was appended up to here is found by it, or is gone.
            var head = tail.Head.Offset;
            var range = await tail.ReadAsync(cursor, cancellationToken);
            var next = range.Count > 0 ? range[0].Stored.Offset : head + 1;
            if (next > cursor + 1)
            {
                Gap = new Gap { From = cursor + 1, To = next - 1, Reason = GapReason.Retention };
                return false;
            }
            if (range.Count == 0) return true;
            foreach (var candidate in range)
            {
                var entitlement = isInbox ? await EntitlementFor(candidate, cancellationToken) : subscription.Entitlement;
                if (!TryTake(candidate, entitlement)) return false;
                cursor = candidate.Stored.Offset;
            }
        }
    }

    private async ValueTask TakeStateAsync(CancellationToken cancellationToken)
    {
        var head = tail.Head.StateVersion;
        if (stateCursor >= head) return;
        foreach (var candidate in await tail.ReadStateAsync(stateCursor, cancellationToken))
        {
            if (!TryTake(candidate, subscription.Entitlement)) return;
            stateCursor = candidate.Stored.StateVersion;
        }
        // Versions that were overtaken, or are no longer kept, are behind it too.
        stateCursor = Math.Max(stateCursor, head);
    }

    private ValueTask<Entitlement?> EntitlementFor(TailEvent candidate, CancellationToken cancellationToken) =>
        entitle is null ? default : entitle(candidate.Stored, cancellationToken);

    /// <summary>False when the batch is full. An event of another topic or audience is passed over and counts as taken.</summary>
    private bool TryTake(TailEvent candidate, Entitlement? entitlement)
    {
        if (entitlement is null || !subscription.Topics.Contains(candidate.Stored.Topic)) return true;
        if (candidate.For(entitlement.Audience) is not { } shaped) return true;
        var size = SizeOf(shaped);
        if (!Fits(size))
        {
            isBlocked = events.Count == 0;
            WaitsForMuch = isBlocked && size > MaxBytes;
            return false;
        }
        events.Add(subscription.Refer(shaped, entitlement));
        HasTracked |= shaped.AcknowledgeBy is not null;
        Bytes += size;
        return true;
    }

    // A batch has its limit and the window its own; one event alone may be as large as the window has room, and fits an empty window
    // however large it is.
    private bool Fits(int size) => events.Count < eventRoom
        && (events.Count > 0 ? Bytes + size <= Math.Min(MaxBytes, freeBytes) : size <= freeBytes || windowIsEmpty);
}
