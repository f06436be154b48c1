using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>The first message after the handshake: the server knows who is there and until when.</summary>
[DataContract]
public sealed record Welcome
{
    /// <summary>The session that this connection belongs to.</summary>
    [DataMember(Name = "sessionId")] public required string SessionId { get; init; }

    /// <summary>This connection.</summary>
    [DataMember(Name = "connectionId")] public required string ConnectionId { get; init; }

    /// <summary>A secret of this connection alone; every request carries it.</summary>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <summary>The server's clock, to compare one's own with.</summary>
    [DataMember(Name = "serverTime")] public required DateTimeOffset ServerTime { get; init; }

    /// <summary>When the access token of this connection ends, and the connection with it.</summary>
    [DataMember(Name = "expiresAt")] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the session ends without human activity; null for services.</summary>
    [DataMember(Name = "idleEndAt")] public DateTimeOffset? IdleEndAt { get; init; }

    /// <summary>When the session ends in any case.</summary>
    [DataMember(Name = "absoluteEndAt")] public required DateTimeOffset AbsoluteEndAt { get; init; }

    /// <summary>The most events that may be unacknowledged.</summary>
    [DataMember(Name = "maxUnacknowledgedEvents")] public required int MaxUnacknowledgedEvents { get; init; }

    /// <summary>The most bytes that may be unacknowledged.</summary>
    [DataMember(Name = "maxUnacknowledgedBytes")] public required int MaxUnacknowledgedBytes { get; init; }

    /// <summary>Names the session without the secret.</summary>
    public override string ToString() => $"welcome to session {SessionId}";
}
