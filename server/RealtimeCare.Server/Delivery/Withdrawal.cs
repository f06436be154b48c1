using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>Stops a subscription that cannot go on, on a connection that does.</summary>
internal sealed class Withdrawal(SubscriptionRegistry subscriptions, CareSender sender)
{
    /// <summary>It is no longer permitted.</summary>
    public async Task CarryOutAsync(ConnectionPump pump, Subscription subscription)
    {
        // Narrowing never waits for the trail: first nothing more is sent, then the receiver and the book are told.
        subscriptions.Drop(pump, subscription, "access-withdrawn");
        await sender.AccessChangedAsync(pump.Connection, new AccessChanged { SubscriptionId = subscription.Id, Permitted = false });
    }

    /// <summary>It has come to a hole. What lies behind it would look complete, so nothing of it is sent.</summary>
    public async Task ReloadAsync(ConnectionPump pump, Subscription subscription, Gap gap)
    {
        subscriptions.Drop(pump, subscription, "reload-required");
        await sender.ReloadRequiredAsync(pump.Connection, new ReloadRequired { SubscriptionId = subscription.Id, Gap = gap });
    }
}
