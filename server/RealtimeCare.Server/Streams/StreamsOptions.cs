using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>How long events are kept.</summary>
public sealed class StreamsOptions
{
    /// <summary>
    /// For how many days durable events, state events that nothing replaced, and the answers to idempotent publishing are kept: 1 to
    /// 365.
    /// </summary>
    public int RetentionDays { get; set; } = 7;

    /// <summary>The same for single tenants, in place of <see cref="RetentionDays"/>.</summary>
    public IReadOnlyDictionary<string, int> TenantRetentionDays { get; set; } = new Dictionary<string, int>();

    /// <summary>The longest that any tenant's events are kept.</summary>
    internal TimeSpan LongestRetention => TimeSpan.FromDays(Math.Max(RetentionDays, TenantRetentionDays.Values.DefaultIfEmpty().Max()));

    /// <summary>
    /// Within how many seconds a person must have seen a critical event whose publisher says nothing about it: 10 to 86400.
    /// </summary>
    public int CriticalAcknowledgeWithinSeconds { get; set; } = 300;

    /// <summary>How long a tenant's events are kept.</summary>
    internal TimeSpan RetentionOf(TenantId tenant) =>
        TimeSpan.FromDays(TenantRetentionDays.TryGetValue(tenant.Value, out var days) ? days : RetentionDays);
}
