using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>Which event a person may report on: one that was sent to them, by a subscription that they may still follow.</summary>
internal sealed class ReportTarget(SubscriptionRegistry subscriptions, EntitlementGuard guard, IReceiptStore receipts)
{
    /// <summary>The subscription that a report is about; null when the person may not report on the event.</summary>
    public async ValueTask<Subscription?> FindAsync(Connection connection, ReportRequest request)
    {
        // Of the session, since a handover may be moving it to another connection at this moment.
        if (subscriptions.Find(connection.Session.Id, request.SubscriptionId) is not { IsOver: false } subscription) return null;
        if (guard.Denies(connection, subscription)) return null;
        if (subscription.Tracked?.Holds(request.Offset) == true) return subscription;
        return await receipts.FindAsync(subscription.Stream, request.Offset, connection.Caller.Subject, connection.Aborted) is null ? null : subscription;
    }
}
