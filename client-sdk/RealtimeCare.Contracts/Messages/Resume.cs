using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// Take all subscriptions of the session over to this connection, each from where the client has read. Each is decided anew
/// with today's rights. The connection that served them before stops.
/// </summary>
[DataContract]
public sealed record ResumeRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The subscriptions to take over, at most 200.</summary>
    [Phi, DataMember(Name = "subscriptions")] public required IReadOnlyList<ResumedSubscription> Subscriptions { get; init; }

    /// <summary>
    /// The followings of one's own patients to take over; their patients stand among the subscriptions. Whoever has joined or left
    /// meanwhile is told of.
    /// </summary>
    [DataMember(Name = "following")] public IReadOnlyList<ResumedFollow>? Following { get; init; }
}

/// <summary>One following of the caller's own patients to take over, complete, so that any node can.</summary>
[DataContract]
public sealed record ResumedFollow
{
    /// <summary>The following.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>The topics.</summary>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether it is about the patients' restricted streams.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>The narrower audience that was asked for; null for the caller's own.</summary>
    [DataMember(Name = "audience")] public string? Audience { get; init; }

    /// <summary>Where the stream of a patient is followed from who joins from now on.</summary>
    [DataMember(Name = "from")] public FollowFrom From { get; init; }
}

/// <summary>One subscription to take over, complete, so that any node can.</summary>
[DataContract]
public sealed record ResumedSubscription
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>Whether it follows one's own inbox, and no patient.</summary>
    [DataMember(Name = "inbox")] public bool Inbox { get; init; }

    /// <summary>The service's id of the patient, from <see cref="SubscribeResult"/>; empty for one's own inbox.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>Of a patient of a following, that following; it stands in the same request. Null for any other.</summary>
    [DataMember(Name = "followId")] public Guid? FollowId { get; init; }

    /// <summary>
    /// The topics. Empty for a patient of a following: its topics count, as do its <see cref="ResumedFollow.Restricted"/> and
    /// <see cref="ResumedFollow.Audience"/>.
    /// </summary>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether it follows the patient's restricted stream.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>The narrower audience that was asked for; null for the caller's own.</summary>
    [DataMember(Name = "audience")] public string? Audience { get; init; }

    /// <summary>The position already read.</summary>
    [DataMember(Name = "after")] public required Position After { get; init; }

    /// <summary>The state version already read.</summary>
    [DataMember(Name = "stateAfter")] public required long StateAfter { get; init; }

    /// <summary>
    /// The offset at which the subscription started, as <see cref="SubscribeResult"/> said. With <see cref="From"/> it keeps the place
    /// where the person left off exact; null is safe, and may let more come again.
    /// </summary>
    [DataMember(Name = "start")] public long? Start { get; init; }

    /// <summary>What the subscription was asked to start from; null when that was a position.</summary>
    [DataMember(Name = "from")] public FollowFrom? From { get; init; }
}

/// <summary>What became of each subscription.</summary>
[DataContract]
public sealed record ResumeResult
{
    /// <summary>One entry per subscription asked for, in the same order.</summary>
    [DataMember(Name = "subscriptions")] public required IReadOnlyList<ResumeOutcome> Subscriptions { get; init; }

    /// <summary>One entry per following asked for; null when there was none.</summary>
    [DataMember(Name = "following")] public IReadOnlyList<FollowOutcome>? Following { get; init; }
}

/// <summary>What became of one following of the caller's own patients.</summary>
[DataContract]
public sealed record FollowOutcome
{
    /// <summary>The following.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>
    /// Whether it goes on. <see cref="ResumeStatus.Denied"/> ends it with all of its patients, each of whom is denied too; it is never
    /// <see cref="ResumeStatus.Reload"/>.
    /// </summary>
    [DataMember(Name = "status")] public required ResumeStatus Status { get; init; }
}

/// <summary>What became of one subscription.</summary>
[DataContract]
public sealed record ResumeOutcome
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>What became of it.</summary>
    [DataMember(Name = "status")] public required ResumeStatus Status { get; init; }

    /// <summary>With <see cref="ResumeStatus.Reload"/>, what is gone.</summary>
    [DataMember(Name = "gap")] public Gap? Gap { get; init; }

    /// <summary>Of a patient of a following who does not go on, why; null for any other.</summary>
    [DataMember(Name = "left")] public LeftReason? Left { get; init; }

    /// <summary>
    /// With <see cref="ResumeStatus.Resumed"/>, how far the stream had come: whoever has read through it and <see cref="StateTop"/> has caught up, and a batch always gets there,
    /// an empty one if need be. 0 when there is nothing to catch up with, and of an inbox.
    /// </summary>
    [DataMember(Name = "top")] public long Top { get; init; }

    /// <summary>The state version that the stream had come to; as <see cref="Top"/>.</summary>
    [DataMember(Name = "stateTop")] public long StateTop { get; init; }
}

/// <summary>What became of a subscription on resume.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResumeStatus>))]
public enum ResumeStatus
{
    /// <summary>It goes on without a gap.</summary>
    [EnumMember(Value = "resumed"), JsonStringEnumMemberName("resumed")] Resumed,

    /// <summary>No longer permitted: drop what is kept of it.</summary>
    [EnumMember(Value = "denied"), JsonStringEnumMemberName("denied")] Denied,

    /// <summary>The position is of another epoch or no longer kept: drop what is kept and subscribe from the start.</summary>
    [EnumMember(Value = "reload"), JsonStringEnumMemberName("reload")] Reload,
}
