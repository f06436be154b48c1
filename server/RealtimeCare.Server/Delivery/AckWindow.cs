using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// What of one connection is sent and not acknowledged. Full means that the pump waits, so nothing queues in the kernel and
/// what a peer can still read after its end is bounded.
/// </summary>
/// <remarks>Used by the connection's pump and its acknowledgement stream; every member takes the lock.</remarks>
internal sealed class AckWindow
{
    private readonly Lock gate = new();
    private readonly LinkedList<SentBatch> sent = [];
    private int events;
    private int bytes;
    private int releases;
    private DateTimeOffset? fullSince;

    /// <summary>The room beside it.</summary>
    public UrgentReserve Urgent { get; } = new();

    public int FreeEvents
    {
        get { lock (gate) return RealtimeCareProtocol.MaxUnacknowledgedEvents - events; }
    }

    public int FreeBytes
    {
        get { lock (gate) return RealtimeCareProtocol.MaxUnacknowledgedBytes - bytes; }
    }

    public bool IsEmpty
    {
        get { lock (gate) return sent.Count == 0; }
    }

    /// <summary>How often room was given back.</summary>
    public int Releases
    {
        get { lock (gate) return releases; }
    }

    /// <summary>Since when something waits for room, of which none was given back; null when nothing waits.</summary>
    public DateTimeOffset? FullSince
    {
        get { lock (gate) return fullSince; }
    }

    /// <summary>When the oldest batch was sent that is not acknowledged.</summary>
    public DateTimeOffset? OldestSentAt
    {
        get { lock (gate) return sent.First?.Value.At; }
    }

    /// <summary>Something found no room and waits for it; false when some was given back since it looked.</summary>
    public bool TryWait(DateTimeOffset now, int releasesSeen)
    {
        lock (gate)
        {
            if (releasesSeen != releases) return false;
            fullSince ??= now;
            return true;
        }
    }

    public void Add(EventBatch batch, int batchBytes, DateTimeOffset at)
    {
        lock (gate)
        {
            sent.AddLast(new SentBatch(batch.SubscriptionId, batch.Through, batch.StateThrough, batch.Events.Count, batchBytes, at));
            events += batch.Events.Count;
            bytes += batchBytes;
        }
    }

    /// <summary>Gives room back; true when something waited for it, or may have.</summary>
    public bool Acknowledge(Acknowledgement acknowledgement)
    {
        var hasUrgentRoom = Urgent.Acknowledge(acknowledgement);
        return Release(batch => batch.Subscription == acknowledgement.SubscriptionId
            && batch.Through <= acknowledgement.Through
            && batch.StateThrough <= acknowledgement.StateThrough) || hasUrgentRoom;
    }

    /// <summary>A subscription that is over will not be acknowledged any more.</summary>
    public void Forget(Guid subscription)
    {
        Urgent.Forget(subscription);
        Release(batch => batch.Subscription == subscription);
    }

    private bool Release(Func<SentBatch, bool> isDone)
    {
        lock (gate)
        {
            var waited = fullSince is not null;
            for (var node = sent.First; node is not null;)
            {
                var next = node.Next;
                if (isDone(node.Value))
                {
                    events -= node.Value.Events;
                    bytes -= node.Value.Bytes;
                    sent.Remove(node);
                    releases++;
                    fullSince = null;
                }
                node = next;
            }
            return waited && fullSince is null;
        }
    }

    private readonly record struct SentBatch(Guid Subscription, long Through, long StateThrough, int Events, int Bytes, DateTimeOffset At);
}
