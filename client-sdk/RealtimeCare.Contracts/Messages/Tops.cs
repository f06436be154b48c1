using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// How far the server has sent on this connection, of the subscriptions for which that changed. Whoever stands before it has lost a
/// batch on a living connection, and resumes.
/// </summary>
[DataContract]
public sealed record Tops
{
    /// <summary>One per subscription that has moved since the last ones.</summary>
    [DataMember(Name = "subscriptions")] public required IReadOnlyList<SubscriptionTop> Subscriptions { get; init; }
}

/// <summary>What the last batch of one subscription went through. It tells nothing that the batch did not.</summary>
[DataContract]
public sealed record SubscriptionTop
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>The stream's epoch.</summary>
    [DataMember(Name = "epoch")] public required long Epoch { get; init; }

    /// <summary>The offset that everything was sent through.</summary>
    [DataMember(Name = "through")] public required long Through { get; init; }

    /// <summary>The state version that everything was sent through.</summary>
    [DataMember(Name = "stateThrough")] public required long StateThrough { get; init; }
}
