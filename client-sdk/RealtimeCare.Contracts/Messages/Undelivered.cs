using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>List the events of the caller's own tenant that nobody has seen in time and nobody has seen since.</summary>
[DataContract]
public sealed record UndeliveredRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>The undelivered events.</summary>
[DataContract]
public sealed record UndeliveredResult
{
    /// <summary>The events, the latest deadline first; at most 500.</summary>
    [DataMember(Name = "events")] public required IReadOnlyList<UndeliveredEvent> Events { get; init; }
}

/// <summary>An event whose time was over before anybody had seen it. Nothing of its content.</summary>
[DataContract]
public sealed record UndeliveredEvent
{
    /// <summary>The event.</summary>
    [DataMember(Name = "eventId")] public required Guid EventId { get; init; }

    /// <summary>
    /// The service's id of the patient; null when it lies in a restricted stream and the caller does not review access: that there is
    /// such an event says something of the patient.
    /// </summary>
    [DataMember(Name = "patientId")] public string? PatientId { get; init; }

    /// <summary>Its position; null where the patient is not told.</summary>
    [DataMember(Name = "position")] public Position? Position { get; init; }

    /// <summary>Whether it lies in the patient's restricted stream.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>Its topic.</summary>
    [DataMember(Name = "topic")] public required string Topic { get; init; }

    /// <summary>How urgent it is.</summary>
    [DataMember(Name = "severity")] public required EventSeverity Severity { get; init; }

    /// <summary>The service that published it.</summary>
    [DataMember(Name = "publisher")] public required string Publisher { get; init; }

    /// <summary>When the service took it.</summary>
    [DataMember(Name = "publishedAt")] public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Until when somebody should have seen it.</summary>
    [DataMember(Name = "acknowledgeBy")] public required DateTimeOffset AcknowledgeBy { get; init; }

    /// <summary>To how many people's apps it was delivered all the same.</summary>
    [DataMember(Name = "delivered")] public required int Delivered { get; init; }
}
