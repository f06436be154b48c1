using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Follow one's own inbox. Its events come as those of a subscription, with the topic <c>inbox</c>.</summary>
[DataContract]
public sealed record FollowInboxRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Made by the client, unique within its session. Asking again under the same id replaces the subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>Whether to follow the part whose labels lie above normal, which has positions of its own.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>A narrower audience to be seen as, such as <c>lock-screen</c>; null for the caller's own.</summary>
    [DataMember(Name = "audience")] public string? Audience { get; init; }

    /// <summary>Where to start when <see cref="After"/> is null.</summary>
    [DataMember(Name = "from")] public FollowFrom From { get; init; }

    /// <summary>The position already read; the first event is the one behind it.</summary>
    [DataMember(Name = "after")] public Position? After { get; init; }
}
