using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Offline;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>Says what became of an event with the person in front of the app.</summary>
internal sealed class ReportCalls(LateCalls calls)
{
    public async Task SendAsync(Notification notification, ReceiptLevel level, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        if (notification.Event.AcknowledgeBy is null) return;
        await calls.SendAsync(nameof(ICareHub.Report), RequestOf, cancellationToken).ConfigureAwait(false);

        object RequestOf(CallStamp stamp) => new ReportRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            SubscriptionId = notification.SubscriptionId,
            Offset = notification.Event.Offset,
            Level = level,
        };
    }
}
