using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>Stops a subscription that is no longer permitted, on a connection that goes on.</summary>
internal sealed class Withdrawal(SubscriptionRegistry subscriptions, CareSender sender)
{
    public async Task CarryOutAsync(ConnectionPump pump, Subscription subscription)
    {
        // Narrowing never waits for the trail: first nothing more is sent, then the receiver and the book are told.
        subscriptions.Drop(pump, subscription, "access-withdrawn");
        await sender.AccessChangedAsync(pump.Connection, new AccessChanged { SubscriptionId = subscription.Id, Permitted = false });
    }
}
