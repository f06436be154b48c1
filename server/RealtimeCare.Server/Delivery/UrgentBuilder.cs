using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Puts together the critical events that a subscription's backlog keeps waiting, as copies that go ahead. Its cursor stays, and
/// each event comes again in its order.
/// </summary>
internal sealed class UrgentBuilder(Subscription subscription, StreamTail tail, UrgentReserve reserve)
{
    private readonly List<(CareEvent Event, int Bytes)> copies = [];
    private readonly int eventRoom = reserve.FreeEvents;
    private readonly int byteRoom = reserve.FreeBytes;
    private long cursor = subscription.UrgentCursor;
    private int bytes;

    /// <summary>The copies of what lies behind an offset that is reached anyway; null when there is none, or no room.</summary>
    public async ValueTask<EventBatch?> BuildAsync(long reached, CancellationToken cancellationToken)
    {
        cursor = Math.Max(cursor, reached);
        if (eventRoom <= 0 || byteRoom <= 0 || !tail.MayHoldCritical(cursor)) return null;
        foreach (var candidate in await tail.ReadCriticalAsync(cursor, eventRoom, cancellationToken))
        {
            if (!TryTake(candidate)) break;
            cursor = candidate.Stored.Offset;
        }
        return copies.Count > 0 ? Batch() : null;
    }

    /// <summary>What was built counts as sent, and what was passed over as seen.</summary>
    public void Commit()
    {
        subscription.UrgentCursor = cursor;
        foreach (var copy in copies) reserve.Add(subscription.Id, copy.Event.Offset, copy.Bytes);
    }

    private EventBatch Batch() => new()
    {
        SubscriptionId = subscription.Id,
        Epoch = subscription.Epoch,
        Previous = subscription.Sent,
        Through = subscription.Sent,
        StateThrough = subscription.StateSent,
        Events = [.. copies.Select(copy => copy.Event)],
    };

    /// <summary>False when the reserve is full. An event of another topic or audience is passed over.</summary>
    private bool TryTake(TailEvent candidate)
    {
        if (!subscription.Topics.Contains(candidate.Stored.Topic)) return true;
        if (candidate.For(subscription.Entitlement.Audience) is not { } shaped) return true;
        var size = BatchBuilder.SizeOf(shaped);
        // One event always fits an empty reserve, however large it is.
        var isAlone = copies.Count == 0 && byteRoom == RealtimeCareProtocol.MaxUrgentBytes;
        if (bytes + size > byteRoom && !isAlone) return false;
        copies.Add((subscription.Refer(shaped), size));
        bytes += size;
        return true;
    }
}
