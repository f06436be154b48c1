using RealtimeCare.Audit.Trail;
using RealtimeCare.Server.Delivery.Receipts;

namespace RealtimeCare.Server.Delivery;

/// <summary>Sends critical events ahead of a backlog: decided, shaped and in the book like every other.</summary>
internal sealed class UrgentCopies(EntitlementGuard guard, DeliveryBook book, CareSender sender, ReceiptOutbox receipts)
{
    /// <summary>Sends what is critical behind an offset that the next batch reaches; true when something was sent.</summary>
    public async ValueTask<bool> SendAsync(
        ConnectionPump pump, Subscription subscription, StreamTail tail, long reached, CancellationToken cancellationToken)
    {
        if (reached >= tail.Head.Offset || !tail.MayHoldCritical(Math.Max(reached, subscription.UrgentCursor))) return false;
        var builder = new UrgentBuilder(subscription, tail, pump.Window.Urgent);
        var batch = await builder.BuildAsync(reached, cancellationToken);
        if (batch is not null)
        {
            if (!book.IsAlive) throw new TrailUnavailableException("The trail's last entry is too old to deliver on.");
            if (!Stands(pump, subscription)) return false;
            // The range of the ordinary batches does not reach as far: the book says that these were seen, before they are.
            await book.SentAheadAsync(pump.Connection, subscription, batch, cancellationToken);
            if (!Stands(pump, subscription)) return false;
        }
        builder.Commit();
        if (batch is null) return false;
        if (subscription.IsOver)
        {
            pump.Window.Forget(subscription.Id);
            return false;
        }
        receipts.SentAhead(pump.Connection, subscription, batch);
        await pump.PassToSocketAsync(connection => sender.SendAheadAsync(connection, batch));
        return true;
    }

    private bool Stands(ConnectionPump pump, Subscription subscription) =>
        pump.MaySend(subscription) && guard.Stands(pump.Connection, subscription);
}
