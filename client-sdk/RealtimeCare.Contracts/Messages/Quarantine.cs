using System.Runtime.Serialization;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Asks for a publisher's own refused events, the oldest first: <c>POST /api/v1/quarantine/list</c>.</summary>
[DataContract]
public sealed record QuarantineListRequest
{
    /// <summary>Where the last answer ended; 0 from the beginning.</summary>
    [DataMember(Name = "after")] public long After { get; init; }

    /// <summary>At most so many, 1 to 500; 0 for 100.</summary>
    [DataMember(Name = "max")] public int Max { get; init; }
}

/// <summary>Refused events that are kept for their publisher, without their content.</summary>
[DataContract]
public sealed record QuarantineListResult
{
    /// <summary>The events.</summary>
    [DataMember(Name = "events")] public required IReadOnlyList<QuarantinedEvent> Events { get; init; }

    /// <summary>Where to go on.</summary>
    [DataMember(Name = "through")] public required long Through { get; init; }

    /// <summary>Whether there are more behind it.</summary>
    [DataMember(Name = "hasMore")] public required bool HasMore { get; init; }
}

/// <summary>An event that was refused for its content and is kept for its publisher, until it is replayed, discarded, or as old as events get.</summary>
[DataContract]
public sealed record QuarantinedEvent
{
    /// <summary>Its id in the quarantine.</summary>
    [DataMember(Name = "quarantineId")] public required Guid QuarantineId { get; init; }

    /// <summary>Why it was refused, the last time.</summary>
    [DataMember(Name = "code")] public required ErrorCode Code { get; init; }

    /// <summary>Where in the event: a FHIRPath-like place without values.</summary>
    [DataMember(Name = "path")] public string? Path { get; init; }

    /// <summary>When it was refused, the last time.</summary>
    [DataMember(Name = "refusedAt")] public required DateTimeOffset RefusedAt { get; init; }

    /// <summary>The key that it was published with, and is replayed with.</summary>
    [DataMember(Name = "idempotencyKey")] public required string IdempotencyKey { get; init; }

    /// <summary>How large it is, in bytes.</summary>
    [DataMember(Name = "bytes")] public required long Bytes { get; init; }
}

/// <summary>A refused event with its content: <c>GET /api/v1/quarantine/{id}</c>.</summary>
[DataContract]
public sealed record QuarantinedContent
{
    /// <summary>What is known of it.</summary>
    [DataMember(Name = "event")] public required QuarantinedEvent Event { get; init; }

    /// <summary>The event as it was published, or as it was replaced since.</summary>
    [Phi, DataMember(Name = "request")] public required PublishRequest Request { get; init; }

    /// <summary>A constant, since the content is PHI.</summary>
    public override string ToString() => "(quarantined event)";
}
