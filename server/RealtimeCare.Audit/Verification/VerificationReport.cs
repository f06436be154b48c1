namespace RealtimeCare.Audit.Verification;

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>The logs.</summary>
    public required IReadOnlyList<VerifiedLog> Logs { get; init; }

    /// <summary>Everything that is wrong; empty when the trail is good.</summary>
    public required IReadOnlyList<VerificationProblem> Problems { get; init; }

    /// <summary>Whether the trail is complete and unchanged, and there is one.</summary>
    public bool IsValid => Problems.Count == 0 && Entries > 0;

    /// <summary>How many segments all logs have.</summary>
    public int Segments => Logs.Sum(log => log.Segments);

    /// <summary>How many good frames all logs have.</summary>
    public long Frames => Logs.Sum(log => log.Frames);

    /// <summary>How many entries stand in them.</summary>
    public long Entries => Logs.Sum(log => log.Entries);

    /// <summary>The time of the earliest first entry.</summary>
    public DateTimeOffset? FirstAt => Logs.Min(log => log.FirstAt);

    /// <summary>The time of the latest last entry.</summary>
    public DateTimeOffset? LastAt => Logs.Max(log => log.LastAt);
}
