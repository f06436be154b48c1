using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// Follow every patient whom the caller treats. Who they are changes: each comes with <see cref="Joined"/> and goes with
/// <see cref="Left"/>, and is a subscription of its own in between.
/// </summary>
[DataContract]
public sealed record FollowMineRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Made by the client, unique within its session. The same again replaces what runs under it.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>The topics; never empty and never a pattern.</summary>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether it is about the patients' restricted streams.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>A narrower audience to be seen as; null for the caller's own.</summary>
    [DataMember(Name = "audience")] public string? Audience { get; init; }

    /// <summary>Where each patient's stream is followed from, now or whenever the patient joins.</summary>
    [DataMember(Name = "from")] public FollowFrom From { get; init; }
}

/// <summary>The caller's patients are followed from here on.</summary>
[DataContract]
public sealed record FollowMineResult
{
    /// <summary>The following.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>The patients at this moment. Each is told of by a message of its own too, before its first batch.</summary>
    [DataMember(Name = "patients")] public required IReadOnlyList<Joined> Patients { get; init; }
}

/// <summary>
/// A patient is followed on this connection: batches of the subscription come behind this message. One that the client knows
/// already goes on.
/// </summary>
[DataContract]
public sealed record Joined
{
    /// <summary>What it belongs to.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>Made by the server: the same patient has the same within a following.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>The service's id of the patient.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>The position that the first batch follows.</summary>
    [DataMember(Name = "start")] public required Position Start { get; init; }

    /// <summary>The name of the audience whose fields will be seen.</summary>
    [DataMember(Name = "audience")] public required string Audience { get; init; }

    /// <summary>As what the caller treats the patient, such as <c>attending</c>.</summary>
    [DataMember(Name = "because")] public required string Because { get; init; }

    /// <summary>With <see cref="FollowFrom.LeftOff"/>, what is gone since: say so to the person. Null when nothing is.</summary>
    [DataMember(Name = "gap")] public Gap? Gap { get; init; }

    /// <summary>Durable events up to this offset may have been delivered to this person before; 0 when none.</summary>
    [DataMember(Name = "repeatedThrough")] public long RepeatedThrough { get; init; }

    /// <summary>
    /// How far the stream had come: whoever has read through it and <see cref="StateTop"/> has caught up, and a batch always gets there,
    /// an empty one if need be. 0 when there is nothing to catch up with, and of an inbox.
    /// </summary>
    [DataMember(Name = "top")] public long Top { get; init; }

    /// <summary>The state version that the stream had come to; as <see cref="Top"/>.</summary>
    [DataMember(Name = "stateTop")] public long StateTop { get; init; }
}

/// <summary>A patient is followed no more: drop what is kept of the subscription. No batch of it comes behind this message.</summary>
[DataContract]
public sealed record Left
{
    /// <summary>What it belonged to.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>The service's id of the patient.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>Why.</summary>
    [DataMember(Name = "reason")] public required LeftReason Reason { get; init; }

    /// <summary>With <see cref="LeftReason.Reload"/>, what is gone.</summary>
    [DataMember(Name = "gap")] public Gap? Gap { get; init; }
}

/// <summary>Why a patient is followed no more.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeftReason>))]
public enum LeftReason
{
    /// <summary>The caller does not treat the patient any more.</summary>
    [EnumMember(Value = "ended"), JsonStringEnumMemberName("ended")] Ended,

    /// <summary>The caller treats the patient, and following is not permitted all the same.</summary>
    [EnumMember(Value = "denied"), JsonStringEnumMemberName("denied")] Denied,

    /// <summary>What comes next is no longer kept. The patient joins again by itself, from the start of what is kept.</summary>
    [EnumMember(Value = "reload"), JsonStringEnumMemberName("reload")] Reload,
}

/// <summary>How many patients of a following could not join, since the connection follows as many as it may; 0 when all have.</summary>
[DataContract]
public sealed record FollowIncomplete
{
    /// <summary>The following.</summary>
    [DataMember(Name = "followId")] public required Guid FollowId { get; init; }

    /// <summary>How many patients are missing.</summary>
    [DataMember(Name = "missing")] public required int Missing { get; init; }
}
