using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>An event as its publisher sends it: <c>POST /api/v1/events</c>.</summary>
[DataContract]
public sealed record PublishRequest
{
    /// <summary>The patient; null when it is for a person's inbox.</summary>
    [Phi, DataMember(Name = "patient")] public PatientReference? Patient { get; init; }

    /// <summary>
    /// The person for whose inbox it is, by the subject of the person's tokens; in place of <see cref="Patient"/>, with the topic
    /// <c>inbox</c> and durable. A patient that the resource names is named by <c>Patient/</c> and the service's id.
    /// </summary>
    [DataMember(Name = "recipient")] public string? Recipient { get; init; }

    /// <summary>The topic; the policy says which resource types it takes.</summary>
    [DataMember(Name = "topic")] public required string Topic { get; init; }

    /// <summary>How it is kept.</summary>
    [DataMember(Name = "class")] public EventClass Class { get; init; }

    /// <summary>How urgent it is.</summary>
    [DataMember(Name = "severity")] public EventSeverity Severity { get; init; }

    /// <summary>When it was observed.</summary>
    [DataMember(Name = "observedAt")] public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>
    /// Within how many seconds, 10 to 86400, a person must have seen it; otherwise it is told to be undelivered. Only for a durable
    /// event that is no retraction. A critical one without it has the time that the operator has set.
    /// </summary>
    [DataMember(Name = "acknowledgeWithin")] public int? AcknowledgeWithin { get; init; }

    /// <summary>
    /// In a batch, the item's idempotency key; of a single event it stands in the header <c>Idempotency-Key</c>. 1 to 128
    /// characters. The same key with the same content gives the same position again.
    /// </summary>
    [DataMember(Name = "idempotencyKey")] public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The position of an earlier event of the same publisher, stream, topic and class that this one takes the place of.
    /// </summary>
    [DataMember(Name = "corrects")] public Position? Corrects { get; init; }

    /// <summary>
    /// The position of an earlier event of the same publisher, stream, topic and class to take back: its content becomes unreadable
    /// everywhere, and followers are told. Of a state event the offset is its state version.
    /// </summary>
    [DataMember(Name = "retracts")] public Position? Retracts { get; init; }

    /// <summary>Why it is taken back; only with <see cref="Retracts"/>.</summary>
    [DataMember(Name = "retractReason")] public RetractReason RetractReason { get; init; }

    /// <summary>
    /// Of a correction or retraction, whether the position is one of the patient's restricted stream, as
    /// <see cref="PublishResult"/> said. Otherwise the resource's labels decide, and this counts for nothing.
    /// </summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>A FHIR R4 resource; none when an event is taken back.</summary>
    [Phi, DataMember(Name = "resource")] public required FhirJson Resource { get; init; }

    /// <summary>A constant, since the content is PHI.</summary>
    public override string ToString() => "(event to publish)";
}

/// <summary>Several events, at most 500: <c>POST /api/v1/events/batch</c>. Each is taken or refused by itself, in order.</summary>
[DataContract]
public sealed record PublishBatchRequest
{
    /// <summary>The events.</summary>
    [Phi, DataMember(Name = "events")] public required IReadOnlyList<PublishRequest> Events { get; init; }
}

/// <summary>Opens a stream of events to publish. A connection has one at a time.</summary>
[DataContract]
public sealed record PublishStreamRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>The event is durable.</summary>
[DataContract]
public sealed record PublishResult
{
    /// <summary>The event's id.</summary>
    [DataMember(Name = "eventId")] public required Guid EventId { get; init; }

    /// <summary>The service's id of the patient; empty for a person's inbox.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>Its place; of a state event the stream's position when it was taken.</summary>
    [DataMember(Name = "position")] public required Position Position { get; init; }

    /// <summary>Version of a state event; 0 for a durable one.</summary>
    [DataMember(Name = "stateVersion")] public long StateVersion { get; init; }

    /// <summary>Whether it went to the patient's restricted stream, because of its labels; the position is one of that stream.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>Whether the same key had been taken before; nothing was added then.</summary>
    [DataMember(Name = "duplicate")] public bool Duplicate { get; init; }
}

/// <summary>What became of each event of a batch, in the same order.</summary>
[DataContract]
public sealed record PublishBatchResult
{
    /// <summary>One entry per event.</summary>
    [DataMember(Name = "results")] public required IReadOnlyList<PublishOutcome> Results { get; init; }
}

/// <summary>What became of one event of a batch or stream: exactly one of both.</summary>
[DataContract]
public sealed record PublishOutcome
{
    /// <summary>It is durable.</summary>
    [DataMember(Name = "result")] public PublishResult? Result { get; init; }

    /// <summary>It was refused.</summary>
    [DataMember(Name = "error")] public PublishError? Error { get; init; }
}

/// <summary>Why an event of a batch was refused.</summary>
[DataContract]
public sealed record PublishError
{
    /// <summary>Why.</summary>
    [DataMember(Name = "code")] public required Codes.ErrorCode Code { get; init; }

    /// <summary>A text for people, without content of the event.</summary>
    [DataMember(Name = "message")] public required string Message { get; init; }

    /// <summary>Where in the event: a FHIRPath-like place without values.</summary>
    [DataMember(Name = "path")] public string? Path { get; init; }

    /// <summary>
    /// Where it was refused for its content: under which id it is kept for its publisher, who can fix it and replay it. Null when it
    /// is not kept.
    /// </summary>
    [DataMember(Name = "quarantineId")] public Guid? QuarantineId { get; init; }

    /// <summary>Whether it is not kept because as much is kept as may be.</summary>
    [DataMember(Name = "quarantineFull")] public bool QuarantineFull { get; init; }
}
