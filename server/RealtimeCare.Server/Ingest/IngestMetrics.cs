using System.Diagnostics.Metrics;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>What is counted about events to publish.</summary>
internal sealed class IngestMetrics(IMeterFactory meters)
{
    private readonly Counter<long> events = meters.Create("RealtimeCare.Ingest")
        .CreateCounter<long>("realtimecare.ingest.events", "{event}", "Events to publish, by what became of them.");

    public void Answered(IntakeResult result) => events.Add(1, new KeyValuePair<string, object?>("outcome", result switch
    {
        IntakeResult.Refused refused => CodedProblem.NameOf(refused.Problem.Code),
        IntakeResult.Taken { Result.Duplicate: true } => "duplicate",
        _ => "taken",
    }));
}
