using RealtimeCare.Client.Publishing;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Feed;

/// <summary>The monitor service: publishes what a source gives, and keeps the ledger.</summary>
internal sealed class MonitorFeed(CarePublisher publisher, IEventSource source, PublishedLedger ledger)
{
    private readonly List<Finding> refusals = [];

    /// <summary>How far the source has come, from 0 to 1.</summary>
    public double Progress => source.Progress;

    /// <summary>What the service did not take.</summary>
    public IReadOnlyList<Finding> Refusals => refusals;

    /// <summary>Publishes until the source is at its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var batch in source.ReadAsync(cancellationToken))
            await PublishAsync(batch, cancellationToken);
    }

    private async Task PublishAsync(IReadOnlyList<PublishRequest> batch, CancellationToken cancellationToken)
    {
        // Alarms do not wait for a batch to fill.
        foreach (var urgent in batch.Where(IsUrgent))
            ledger.Add(urgent, await publisher.PublishAsync(urgent, urgent.IdempotencyKey!, cancellationToken));
        var calm = batch.Where(r => !IsUrgent(r)).ToList();
        if (calm.Count == 0) return;
        var answer = await publisher.PublishBatchAsync(calm, cancellationToken);
        foreach (var (request, outcome) in calm.Zip(answer.Results)) Note(request, outcome);
    }

    private void Note(PublishRequest request, PublishOutcome outcome)
    {
        if (outcome.Result is { } result) ledger.Add(request, result);
        else refusals.Add(new(FindingKind.Step, $"the service refused a {request.Topic} event: {outcome.Error!.Message} ({outcome.Error.Path})"));
    }

    private static bool IsUrgent(PublishRequest request) => request.Severity == EventSeverity.Critical;
}
