using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Delivery;

/// <summary>Stands before every batch: two integers and the clock; the policy is asked anew only when one of them moved.</summary>
internal sealed class EntitlementGuard(LiveAccess access, OwnPatients own, DeliveryBook book, CareSender sender, TimeProvider time)
{
    /// <summary>Whether the subscription's entitlement still stands as it is.</summary>
    public bool Stands(Connection connection, Subscription subscription) =>
        subscription.Entitlement.StandsAt(time.GetUtcNow(), access.Revisions(connection.Caller, subscription.Stream.Patient));

    /// <summary>Whether the subscription is permitted no longer.</summary>
    public bool Denies(Connection connection, Subscription subscription) =>
        !Stands(connection, subscription) && Decide(connection, subscription).Decision is not Decision.Permit;

    /// <summary>Whether the subscription may go on, with another audience if the facts say so.</summary>
    public async ValueTask<bool> StillPermitsAsync(Connection connection, Subscription subscription, CancellationToken cancellationToken)
    {
        if (Stands(connection, subscription)) return true;
        var live = Decide(connection, subscription);
        if (live.Decision is not Decision.Permit permit) return false;
        var before = subscription.Entitlement.Audience;
        var entitlement = new Entitlement(permit, live.Revisions);
        await book.RenewedAsync(connection, subscription, entitlement, cancellationToken);
        subscription.Entitlement = entitlement;
        if (entitlement.Audience.Hash != before.Hash)
            await sender.AccessChangedAsync(connection, Change(subscription, entitlement.Audience.Name));
        return true;
    }

    private LiveDecision Decide(Connection connection, Subscription subscription)
    {
        var live = subscription.Follow is null
            ? access.Decide(connection.Caller, subscription.Target.Following, subscription.Target)
            : own.Decide(connection.Caller, subscription.Target).Live;
        subscription.Denial = live.Decision as Decision.Deny;
        return live;
    }

    private static AccessChanged Change(Subscription subscription, string audience) =>
        new() { SubscriptionId = subscription.Id, Permitted = true, Audience = audience };
}
