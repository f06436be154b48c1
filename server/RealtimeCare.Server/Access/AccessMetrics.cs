using System.Diagnostics.Metrics;

namespace RealtimeCare.Server.Access;

/// <summary>What is counted about facts.</summary>
public sealed class AccessMetrics(IMeterFactory meters)
{
    private readonly Counter<long> changes = meters.Create("RealtimeCare.Access")
        .CreateCounter<long>("realtimecare.access.changes", "{patient}", "Patients whose facts changed.");

    internal void Changed(int patients) => changes.Add(patients);
}
