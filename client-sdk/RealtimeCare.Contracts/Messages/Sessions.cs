using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>List the live sessions of the caller's own tenant.</summary>
[DataContract]
public sealed record LiveSessionsRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>The live sessions.</summary>
[DataContract]
public sealed record LiveSessionsResult
{
    /// <summary>The sessions, newest first.</summary>
    [DataMember(Name = "sessions")] public required IReadOnlyList<LiveSession> Sessions { get; init; }
}

/// <summary>One live session.</summary>
[DataContract]
public sealed record LiveSession
{
    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId")] public required string SessionId { get; init; }

    /// <summary>Who signed in.</summary>
    [DataMember(Name = "subject")] public required string Subject { get; init; }

    /// <summary>The roles of the sign-in.</summary>
    [DataMember(Name = "roles")] public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The client application.</summary>
    [DataMember(Name = "clientId")] public required string ClientId { get; init; }

    /// <summary>When it began.</summary>
    [DataMember(Name = "createdAt")] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last human activity.</summary>
    [DataMember(Name = "lastActivityAt")] public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>When it ends in any case.</summary>
    [DataMember(Name = "absoluteEndAt")] public required DateTimeOffset AbsoluteEndAt { get; init; }

    /// <summary>Open connections.</summary>
    [DataMember(Name = "connections")] public required int Connections { get; init; }

    /// <summary>Running subscriptions.</summary>
    [DataMember(Name = "subscriptions")] public required int Subscriptions { get; init; }
}

/// <summary>End sessions by force. Exactly one of the two targets is given.</summary>
[DataContract]
public sealed record EndSessionsRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>This one session.</summary>
    [DataMember(Name = "sessionId")] public string? SessionId { get; init; }

    /// <summary>All sessions of this person or service.</summary>
    [DataMember(Name = "subject")] public string? Subject { get; init; }

    /// <summary>Only tell what would be ended.</summary>
    [DataMember(Name = "preview")] public bool Preview { get; init; }
}

/// <summary>What was ended (or would be).</summary>
[DataContract]
public sealed record EndSessionsResult
{
    /// <summary>The sessions that were hit.</summary>
    [DataMember(Name = "sessionIds")] public required IReadOnlyList<string> SessionIds { get; init; }

    /// <summary>How many connections were closed.</summary>
    [DataMember(Name = "connectionsClosed")] public required int ConnectionsClosed { get; init; }

    /// <summary>When the last byte was handed to any of their sockets; null when none was.</summary>
    [DataMember(Name = "lastByteAt")] public DateTimeOffset? LastByteAt { get; init; }

    /// <summary>The trail's receipt for the act; null for a preview.</summary>
    [DataMember(Name = "receipt")] public string? Receipt { get; init; }
}
