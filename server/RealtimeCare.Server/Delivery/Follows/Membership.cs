using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>That a subscription belongs to a following, and as what its receiver treats the patient.</summary>
internal sealed record Membership(Follow Follow, string Because)
{
    /// <summary>What the receiver is told before the subscription's first batch.</summary>
    public Joined Announce(Subscription subscription, Gap? gap) => new()
    {
        FollowId = Follow.Terms.Id,
        SubscriptionId = subscription.Id,
        PatientId = subscription.Stream.Patient.Value,
        Start = new Position { Epoch = subscription.Epoch, Offset = subscription.Sent },
        Audience = subscription.Entitlement.Audience.Name,
        Because = Because,
        Gap = gap,
        RepeatedThrough = subscription.RepeatedThrough,
        Top = subscription.Top,
        StateTop = subscription.StateTop,
    };
}
