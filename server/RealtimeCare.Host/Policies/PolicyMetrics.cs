using System.Diagnostics.Metrics;

namespace RealtimeCare.Host.Policies;

/// <summary>How often the policy documents changed, and how often they could not be used.</summary>
internal sealed class PolicyMetrics(IMeterFactory meters)
{
    private readonly Counter<long> changes = meters.Create("RealtimeCare.Policy")
        .CreateCounter<long>("realtimecare.policy.changed", "{change}", "Versions of the policy documents that took effect.");

    private readonly Counter<long> refusals = meters.Create("RealtimeCare.Policy")
        .CreateCounter<long>("realtimecare.policy.refused", "{change}", "Versions of the policy documents that could not be used.");

    public void Changed() => changes.Add(1);

    public void Refused() => refusals.Add(1);
}
