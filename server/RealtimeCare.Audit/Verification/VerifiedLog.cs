using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>What one log was found to hold.</summary>
public sealed record VerifiedLog
{
    /// <summary>The log's name.</summary>
    public required string Log { get; init; }

    /// <summary>The id of the key that it was verified with.</summary>
    public required string KeyId { get; init; }

    /// <summary>Where that key was read.</summary>
    public required string KeySource { get; init; }

    /// <summary>How many segments were read.</summary>
    public int Segments { get; init; }

    /// <summary>How many good frames.</summary>
    public long Frames { get; init; }

    /// <summary>How many entries in them.</summary>
    public long Entries { get; init; }

    /// <summary>The time of the first entry.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The time of the last entry.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>How far the log goes. Keep it, and expect it in the next verification.</summary>
    public TrailHead? Head { get; init; }
}
