namespace RealtimeCare.Client.Offline;

/// <summary>How much waits, and for how long, while there is no connection.</summary>
/// <remarks>
/// Only what may be sent late without doing harm waits: reports that an event was seen or accepted, the end of a broken glass, and its
/// attestation. Everything else needs an answer now.
/// </remarks>
public sealed record OfflineQueueOptions
{
    /// <summary>How many calls may wait.</summary>
    public int MaxCalls { get; init; } = 100;

    /// <summary>How many bytes they may take together, encrypted.</summary>
    public int MaxBytes { get; init; } = 256 * 1024;

    /// <summary>How long a call may wait before it is given up.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(15);

    internal void Validate()
    {
        if (MaxCalls <= 0 || MaxBytes <= 0 || TimeToLive <= TimeSpan.Zero)
            throw new ArgumentException("The offline queue needs room for a call and a time to live.");
    }
}
