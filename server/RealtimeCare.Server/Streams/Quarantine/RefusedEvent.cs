using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>An event that was refused for its content.</summary>
/// <param name="Owner">Its publisher.</param>
/// <param name="IdempotencyKey">The key it was published with; refused again under the same key it takes the place of what was kept.</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Path">Where in the event.</param>
/// <param name="Content">The event itself.</param>
public sealed record RefusedEvent(QuarantineOwner Owner, string IdempotencyKey, ErrorCode Code, string? Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>The id to keep it under, unless its key has one.</summary>
    public Guid? Id { get; init; }

    /// <summary>A constant: the content is patient data.</summary>
    public override string ToString() => "(refused event)";
}
