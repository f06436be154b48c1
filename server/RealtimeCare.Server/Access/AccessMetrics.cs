using System.Diagnostics.Metrics;

namespace RealtimeCare.Server.Access;

/// <summary>What is counted about facts.</summary>
public sealed class AccessMetrics(IMeterFactory meters)
{
    private readonly Counter<long> changes = meters.Create("RealtimeCare.Access")
        .CreateCounter<long>("realtimecare.access.changes", "{patient}", "Patients whose facts changed.");

    private readonly Counter<long> refusals = meters.Create("RealtimeCare.Access")
        .CreateCounter<long>("realtimecare.access.refused", "{request}", "Requests to change facts that could not be understood.");

    internal void Changed(int patients) => changes.Add(patients);

    internal void Refused(string code) => refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}
