using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>What is known of an event in quarantine, without its content.</summary>
public sealed record QuarantineRecord
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its place in the list: grows with every event that is new in it.</summary>
    public required long Cursor { get; init; }

    /// <summary>Grows with every change of it.</summary>
    public required long Version { get; init; }

    /// <summary>Why it was refused, the last time.</summary>
    public required ErrorCode Code { get; init; }

    /// <summary>Where in the event.</summary>
    public string? Path { get; init; }

    /// <summary>When it was refused, the last time.</summary>
    public required DateTimeOffset RefusedAt { get; init; }

    /// <summary>The key it was published with.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The bytes of its content.</summary>
    public required long Bytes { get; init; }
}

/// <summary>An event in quarantine.</summary>
/// <param name="Record">What is known of it.</param>
/// <param name="Content">The event itself.</param>
public sealed record QuarantineFile(QuarantineRecord Record, ReadOnlyMemory<byte> Content)
{
    /// <summary>A constant: the content is patient data.</summary>
    public override string ToString() => "(quarantined event)";
}
