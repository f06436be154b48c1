using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>A person did something in the app: the session's idle time starts anew. Never sent by a timer.</summary>
[DataContract]
public sealed record ReportActivityRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>When the session now ends without further activity.</summary>
[DataContract]
public sealed record ReportActivityResult
{
    /// <summary>The new idle end; null for services.</summary>
    [DataMember(Name = "idleEndAt")] public DateTimeOffset? IdleEndAt { get; init; }
}
