using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Delivery.Follows;

namespace RealtimeCare.Server.Delivery;

/// <summary>Stops a subscription that cannot go on, on a connection that does.</summary>
internal sealed class Withdrawal(SubscriptionRegistry subscriptions, FollowRegistry follows, CareSender sender)
{
    /// <summary>Why a patient left who may not be followed any more.</summary>
    public static LeftReason ReasonOf(Decision? denial) =>
        denial is Decision.Deny { Reason: "relationship" } ? LeftReason.Ended : LeftReason.Denied;

    /// <summary>It is no longer permitted.</summary>
    public async Task CarryOutAsync(ConnectionPump pump, Subscription subscription)
    {
        // Narrowing never waits for the trail: first nothing more is sent, then the receiver and the book are told.
        subscriptions.Drop(pump, subscription, "access-withdrawn");
        if (subscription.Follow is { } follow) await LeaveAsync(follow, subscription, ReasonOf(subscription.Denial));
        else await sender.AccessChangedAsync(pump.Connection, new AccessChanged { SubscriptionId = subscription.Id, Permitted = false });
    }

    /// <summary>It has come to a hole. What lies behind it would look complete, so nothing of it is sent.</summary>
    public async Task ReloadAsync(ConnectionPump pump, Subscription subscription, Gap gap)
    {
        subscriptions.Drop(pump, subscription, "reload-required");
        if (subscription.Follow is { } follow) await LeaveAsync(follow, subscription, LeftReason.Reload, gap);
        else await sender.ReloadRequiredAsync(pump.Connection, new ReloadRequired { SubscriptionId = subscription.Id, Gap = gap });
    }

    /// <summary>It belonged to a following that another has replaced, which goes on without it.</summary>
    public async Task LeaveBehindAsync(Follow successor, Subscription subscription)
    {
        subscriptions.Drop(subscription.Follow!.Pump, subscription, "unsubscribed");
        await LeaveAsync(successor, subscription, LeftReason.Denied);
    }

    private async Task LeaveAsync(Follow follow, Subscription subscription, LeftReason reason, Gap? gap = null)
    {
        follow.Leave(subscription, reason == LeftReason.Reload);
        follows.Wake();
        await sender.LeftAsync(follow.Pump.Connection, new Left
        {
            FollowId = follow.Terms.Id,
            SubscriptionId = subscription.Id,
            PatientId = subscription.Stream.Patient.Value,
            Reason = reason,
            Gap = gap,
        });
    }
}
