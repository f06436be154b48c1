using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Follow one patient's topics from a position.</summary>
[DataContract]
public sealed record SubscribeRequest : IPatientRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Made by the client, unique within its session. Subscribing again under the same id replaces the subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <inheritdoc/>
    [Phi, DataMember(Name = "patient")] public required PatientReference Patient { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "audience")] public string? Audience { get; init; }

    /// <summary>Where to start when <see cref="After"/> is null.</summary>
    [DataMember(Name = "from")] public FollowFrom From { get; init; }

    /// <summary>The position already read; the first event is the one behind it.</summary>
    [DataMember(Name = "after")] public Position? After { get; init; }

    /// <summary>The state version already read; 0 gives the whole latest state first.</summary>
    [DataMember(Name = "stateAfter")] public long StateAfter { get; init; }
}

/// <summary>The subscription stands; batches follow from <see cref="Start"/>.</summary>
[DataContract]
public sealed record SubscribeResult
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>The service's id of the patient; empty for one's own inbox.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>The position that the first batch follows.</summary>
    [DataMember(Name = "start")] public required Position Start { get; init; }

    /// <summary>The name of the audience whose fields will be seen.</summary>
    [DataMember(Name = "audience")] public required string Audience { get; init; }

    /// <summary>With <see cref="FollowFrom.LeftOff"/>, what is gone since: say so to the person. Null when nothing is.</summary>
    [DataMember(Name = "gap")] public Gap? Gap { get; init; }

    /// <summary>
    /// Durable events up to this offset may have been delivered to this person before; those that may carry
    /// <see cref="CareEvent.Repeated"/>. 0 when none.
    /// </summary>
    [DataMember(Name = "repeatedThrough")] public long RepeatedThrough { get; init; }

    /// <summary>
    /// How far the stream had come: whoever has read through it and <see cref="StateTop"/> has caught up, and a batch always gets there,
    /// an empty one if need be. 0 when there is nothing to catch up with, and of an inbox.
    /// </summary>
    [DataMember(Name = "top")] public long Top { get; init; }

    /// <summary>The state version that the stream had come to; as <see cref="Top"/>.</summary>
    [DataMember(Name = "stateTop")] public long StateTop { get; init; }
}

/// <summary>Stop following.</summary>
[DataContract]
public sealed record UnsubscribeRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The subscription, or a following of one's own patients; an unknown one is no error.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }
}

/// <summary>The call was carried out.</summary>
[DataContract]
public sealed record Done
{
    /// <summary>The server's clock when it was.</summary>
    [DataMember(Name = "at")] public required DateTimeOffset At { get; init; }
}
