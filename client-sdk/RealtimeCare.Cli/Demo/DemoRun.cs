using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Feed;
using RealtimeCare.Cli.Demo.Host;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Cli.Demo.Story;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Demo;

/// <summary>The main job from end to end, checked: start the host, make a world, let the story happen, stop, verify.</summary>
internal sealed class DemoRun(DemoOptions options, IDemoScreen screen, TimeProvider time)
{
    private readonly PublishedLedger ledger = new();
    private readonly List<Finding> findings = [];
    private int delivered;

    /// <summary>Runs the demo in a folder and reports.</summary>
    public async Task<DemoReport> RunAsync(DemoFolder folder, CancellationToken cancellationToken)
    {
        var feed = DemoFeed.Make(options, time);
        screen.Say(feed.Summary);
        await using (var host = await DemoHost.StartAsync(folder.Path, options.Sabotage, cancellationToken))
        {
            screen.Say($"the host listens on {host.Announcement.Url}, TLS only, with a CA of its own");
            await TellAsync(host, feed, folder, cancellationToken);
            if (!await host.StopAsync(cancellationToken)) findings.Add(new(FindingKind.Step, "the host did not stop gracefully"));
        }

        screen.Say("the host has stopped");
        if (options.Sabotage == DemoOptions.TrailSabotage) TrailTamper.FlipByte(folder.Trail);
        var trail = DemoTrail.Verify(folder.Trail, screen);
        findings.AddRange(trail);
        return new DemoReport(ledger.Count, delivered, trail.Count == 0, findings);
    }

    private async Task TellAsync(HostProcess host, DemoFeed feed, DemoFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            var world = await new WorldSetup(host.Announcement, folder.Path, screen.Say).MakeAsync(feed.Patients, cancellationToken);
            screen.Know(world.Patients);
            await PlayAsync(world, feed.Source, cancellationToken);
        }
        catch (Exception broken) when (ErrorText.IsExpected(broken, cancellationToken) && broken is not CliException { ExitCode: ExitCodes.Usage })
        {
            findings.Add(new(FindingKind.Step, ErrorText.Of(broken)));
        }
    }

    private async Task PlayAsync(DemoWorld world, IEventSource source, CancellationToken cancellationToken)
    {
        await using var relay = new TcpRelay(world.Server);
        await using var cast = new DemoCast(world, relay, screen, time);
        try
        {
            await using var monitor = new MonitorSignIn(world);
            await cast.AssembleAsync(cancellationToken);
            var feed = new MonitorFeed(monitor.Publisher, source, ledger);
            findings.AddRange(await new DemoStory(cast, feed, ledger, screen, time).RunAsync(cancellationToken));
        }
        finally
        {
            delivered = cast.Inboxes.Sum(i => i.Count);
            findings.AddRange(DemoChecks.Check(cast.Records(), ledger.Snapshot()));
        }

        screen.Say($"checked every event of everybody against what was published and what their audience sees: {findings.Count} findings");
    }
}
