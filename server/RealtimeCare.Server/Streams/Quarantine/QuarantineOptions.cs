using System.ComponentModel.DataAnnotations;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>How much of what was refused is kept, section <c>RealtimeCare:Quarantine</c>; for how long, from the first refusal, is the retention of events.</summary>
public sealed class QuarantineOptions
{
    /// <summary>The events of one publisher.</summary>
    [Range(1, 1_000_000)]
    public int MaxEventsPerPublisher { get; set; } = 1000;

    /// <summary>The bytes of one publisher's events.</summary>
    [Range(1, 1L << 40)]
    public long MaxBytesPerPublisher { get; set; } = 16L * 1024 * 1024;

    /// <summary>The events of one tenant.</summary>
    [Range(1, 10_000_000)]
    public int MaxEventsPerTenant { get; set; } = 10_000;

    /// <summary>The bytes of one tenant's events.</summary>
    [Range(1, 1L << 40)]
    public long MaxBytesPerTenant { get; set; } = 128L * 1024 * 1024;
}
