using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Ask who has received an event, such as one that was taken back since.</summary>
[DataContract]
public sealed record ReceiversRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The patient.</summary>
    [Phi, DataMember(Name = "patient")] public required PatientReference Patient { get; init; }

    /// <summary>The event's position.</summary>
    [DataMember(Name = "position")] public required Position Position { get; init; }

    /// <summary>Whether that is one of the patient's restricted stream; for reviewers of access alone.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }
}

/// <summary>Who has received an event.</summary>
[DataContract]
public sealed record ReceiversResult
{
    /// <summary>Whether it asks for acknowledgement, so that levels and instants are known.</summary>
    [DataMember(Name = "tracked")] public required bool Tracked { get; init; }

    /// <summary>
    /// The receivers. By the book these are all who were sent the stretch of the stream that it lies in, with its topic; whether their
    /// audience showed its type is not asked.
    /// </summary>
    [DataMember(Name = "receivers")] public required IReadOnlyList<Receiver> Receivers { get; init; }
}

/// <summary>Somebody who has received an event, and nothing of what it says.</summary>
[DataContract]
public sealed record Receiver
{
    /// <summary>Who; null when the person is known by no sign-in any more, and then <see cref="Pseudonym"/> says who.</summary>
    [DataMember(Name = "subject")] public string? Subject { get; init; }

    /// <summary>The person's pseudonym in the audit trail; null where the trail was not asked or does not name the person.</summary>
    [DataMember(Name = "pseudonym")] public string? Pseudonym { get; init; }

    /// <summary>The highest level that is known; null when it was sent and nothing more is known.</summary>
    [DataMember(Name = "level")] public ReceiptLevel? Level { get; init; }

    /// <summary>When it was sent.</summary>
    [DataMember(Name = "sentAt")] public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the person's client had taken it.</summary>
    [DataMember(Name = "deliveredAt")] public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When the app had shown it.</summary>
    [DataMember(Name = "seenAt")] public DateTimeOffset? SeenAt { get; init; }

    /// <summary>When the person accepted it.</summary>
    [DataMember(Name = "acceptedAt")] public DateTimeOffset? AcceptedAt { get; init; }
}
