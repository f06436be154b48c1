using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Feed;
using RealtimeCare.Cli.Demo.Screen;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>Runs the monitors, lets the steps happen at their moments, and waits until everybody has everything.</summary>
internal sealed class DemoStory(DemoCast cast, MonitorFeed feed, PublishedLedger ledger, IDemoScreen screen, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReadWithin = TimeSpan.FromMinutes(1);

    /// <summary>Runs it all.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        IStoryStep[] steps =
        [
            new StrangerStep(cast, screen),
            new HandOverStep(cast, screen),
            new DropStep(cast, screen, time),
            new ForcedEndStep(cast, ledger, screen, time),
        ];
        var feeding = feed.RunAsync(cancellationToken);
        var findings = new List<Finding>();
        foreach (var step in steps.OrderBy(s => s.At))
        {
            while (feed.Progress < step.At && !feeding.IsCompleted) await LookAsync(cancellationToken);
            findings.AddRange(await step.RunAsync(cancellationToken));
        }

        while (!feeding.IsCompleted) await LookAsync(cancellationToken);
        await feeding;
        findings.AddRange(feed.Refusals);
        screen.Say($"the monitors have published {ledger.Count} events; waiting until everybody has read them");
        await new CatchUp(time).WaitAsync(cast.Records, ledger.Snapshot(), ReadWithin, cancellationToken);
        Count();
        return findings;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        Count();
        await Task.Delay(Look, time, cancellationToken);
    }

    private void Count() => screen.Count(ledger.Count, cast.Inboxes.Sum(i => i.Count));
}
