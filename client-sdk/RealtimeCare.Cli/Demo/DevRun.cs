using System.Globalization;
using RealtimeCare.Cli.Demo.Feed;
using RealtimeCare.Cli.Demo.Host;
using RealtimeCare.Cli.Demo.Ward;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Demo;

/// <summary>The demo's world, kept running: prints the sign-ins and lets the monitors publish until it is cancelled.</summary>
internal sealed class DevRun(TextWriter output, TimeProvider time)
{
    private const int Beds = 5;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(string dataFolder, int seed, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(dataFolder);
        await using var host = await DemoHost.StartAsync(folder, sabotage: null, cancellationToken);
        try
        {
            // Told apart by the minute: an event id is taken once, and this folder sees the ward many times.
            var run = time.GetUtcNow().ToString("-yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            var feed = DemoFeed.OfWard(new SimulatedWard(seed, Beds, run), lasts: null, time);
            var world = await FindOrMakeAsync(host.Announcement, folder, feed, cancellationToken);
            await new DevSheet(world).WriteAsync(output, cancellationToken);
            await using var monitor = new MonitorSignIn(world);
            await new MonitorFeed(monitor.Publisher, feed.Source, new PublishedLedger()).RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }

        await host.StopAsync(CancellationToken.None);
        CliOutput.Remark("The host has stopped; its data is kept.");
    }

    private static async Task<DemoWorld> FindOrMakeAsync(
        HostAnnouncement host, string folder, DemoFeed feed, CancellationToken cancellationToken)
    {
        if (host.SetupCode is null && DevAccounts.Load(folder) is { } known) return known.ToWorld(new Uri(host.Url), host.CaPath);
        var world = await new WorldSetup(host, folder, CliOutput.Remark).MakeAsync(feed.Patients, cancellationToken);
        DevAccounts.Save(folder, world);
        return world;
    }
}
