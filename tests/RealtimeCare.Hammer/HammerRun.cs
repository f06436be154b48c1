using RealtimeCare.Hammer.Chaos;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Publishing;
using RealtimeCare.Hammer.Reporting;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer;

/// <summary>One run from the fresh host to the verdict.</summary>
internal sealed class HammerRun
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(30);

    private readonly HammerOptions options;
    private readonly HammeredHost host;
    private readonly Ward ward;
    private readonly Findings findings = new();
    private readonly Latencies latencies = new();
    private readonly Outages outages = new();
    private readonly Ledger ledger;
    private readonly List<IFollower> followers = [];
    private readonly List<IPublisher> publishers = [];
    private readonly Nuisance nuisance;
    private readonly DiskFault disk;
    private readonly Killer killer;
    private readonly StandIns standIns;
    private readonly FaultRun? faults;
    private readonly Gauges gauges;
    private readonly Progress progress;

    private HammerRun(HammerOptions options, HammeredHost host, Ward ward, StandIns standIns)
    {
        (this.options, this.host, this.ward, this.standIns) = (options, host, ward, standIns);
        ledger = new Ledger(findings, () => host.Life);
        for (var number = 0; number < options.Clients; number++) followers.Add(Follower(number));
        publishers.AddRange(ward.Monitors.Select(PublisherOf));
        nuisance = new Nuisance(followers, ward, findings);
        disk = new DiskFault(host, ledger, findings);
        killer = new Killer(host, followers, ledger, new Trouble(findings, outages), new Random(options.Seed * 31));
        if (options.Faults > 0) faults = new FaultRun([.. followers.OfType<SdkFollower>()], nuisance, killer, host, standIns, findings);
        gauges = new Gauges(host, ledger, followers);
        progress = new Progress(
            options.Plain, gauges, outages, findings, () => faults is not null ? $"faults {faults.Count} of {options.Faults}" : $"drops {nuisance.Drops}, freezes {nuisance.Freezes}, ends {nuisance.Ends}, disk {disk.Count}");
    }

    /// <summary>Runs it; 0 when nothing broke, 1 when something did.</summary>
    public static async Task<int> RunAsync(HammerOptions options, CancellationToken stop)
    {
        var folder = options.Data ?? Directory.CreateTempSubdirectory("realtimecare-hammer-").FullName;
        try
        {
            await using var host = new HammeredHost(Path.GetFullPath(folder), options);
            host.Launch();
            await using var ward = await Ward.SetUpAsync(host, options, stop);
            await using var standIns = new StandIns();
            var report = await new HammerRun(options, host, ward, standIns).RunAsync(stop);
            if (options.Json is not null) await File.WriteAllTextAsync(options.Json, report.ToJson(), CancellationToken.None);
            Progress.Say(report.ToString());
            return report.Clean ? 0 : 1;
        }
        finally
        {
            if (options.Data is null) Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<HammerReport> RunAsync(CancellationToken stop)
    {
        var begun = Pause.Now;
        Progress.Say($"seed {options.Seed}: {options.Clients} clients, {options.Publishers} publishers, {options.Patients} patients, host in process {host.ProcessId}");
        followers.ForEach(one => one.Start());
        await Task.WhenAll(followers.Select(one => one.Ready)).WaitAsync(ReadyPatience, stop);
        gauges.Begin();
        await progress.ShowAsync(HammerAsync(stop));
        foreach (var follower in followers) await follower.DisposeAsync();
        foreach (var publisher in publishers) await publisher.DisposeAsync();
        await FinalCheck.SeeAllGoneAsync(ward, findings);
        standIns.Check(findings);
        gauges.End();
        if (!await host.StopAsync()) findings.Add(FindingKind.Crash, $"the host did not stop when asked to:\n{host.Tail}");
        return Report(Pause.SecondsSince(begun), FinalCheck.VerifyTrail(host.TrailFolder, findings));
    }

    private async Task HammerAsync(CancellationToken stop)
    {
        progress.Stage = "hammer";
        using var chaos = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var giveUp = new CancellationTokenSource();
        var trouble = BeginTrouble(chaos.Token);
        var publishing = publishers.Select((one, number) => one.RunAsync(options.Rate / publishers.Count, options.Seed + (100 * number), chaos.Token, giveUp.Token)).ToList();
        if (faults is not null) await faults.RunAsync(options.Faults, options.Seed, stop);
        else await Pause.ForAsync(TimeSpan.FromSeconds(options.Seconds), stop);
        await chaos.CancelAsync();
        await Task.WhenAll(trouble);
        foreach (var one in followers)
        {
            one.Cable.Release();
            one.Inbox.Thaw();
        }

        progress.Stage = "settle";
        giveUp.CancelAfter(DrainPatience);
        await Task.WhenAll(publishing);
        var check = new FinalCheck(ward, ledger, followers, findings);
        await check.SettleAsync(CancellationToken.None);
        check.Run();
    }

    private List<Task> BeginTrouble(CancellationToken stop)
    {
        var live = new LiveCheck(ward, ledger, followers, findings).RunAsync(stop);
        if (faults is not null) return [killer.RunAsync(0, stop), live];
        var seed = options.Seed * 31;
        List<Cable> cables = [.. followers.Select(one => one.Cable), .. publishers.Select(one => one.Cable)];
        List<Task> trouble =
        [
            killer.RunAsync(options.DiskEvery > 0 ? 0 : options.KillEvery, stop),
            nuisance.DropAsync(options.DropEvery, cables, new Random(seed + 1), stop),
            nuisance.EndAsync(options.EndEvery, new Random(seed + 2), stop),
            disk.RunAsync(options.DiskEvery, new Random(seed + 1000), stop),
            live,
        ];
        for (var number = 0; number < options.Freeze; number++) trouble.Add(nuisance.FreezeAsync(new Random(seed + 3 + number), stop));
        return trouble;
    }

    /// <summary>Every third client is an app on the SDK, or every one; half of those in MessagePack. The others are strangers on the bare wire.</summary>
    private IFollower Follower(int number)
    {
        var name = $"client {number + 1}";
        var signedIn = new SignedIn(ward, ward.NurseOf(number), name, findings);
        return options.SdkOnly || number % 3 == 2
            ? new SdkFollower(ward, signedIn, new Inbox($"{name} (SDK)", ledger, findings, latencies), findings, standIns.RootsWith(ward.Roots), number)
            : new WireFollower(ward, signedIn, new Inbox(name, ledger, findings, latencies), findings, new Random((options.Seed * 17) + number));
    }

    /// <summary>One in three publishes a stream over the SDK; the others repeat each event themselves, over HTTPS.</summary>
    private IPublisher PublisherOf(World.Monitor monitor, int number) =>
        options.SdkOnly || number % 3 == 1 ? new StreamPublisher(ward, monitor, ledger, findings) : new Publisher(ward, monitor, ledger, findings);

    private HammerReport Report(double seconds, long trailEntries) => new()
    {
        Clean = findings.IsClean,
        Seed = options.Seed,
        Seconds = Math.Round(seconds, 1),
        Clients = options.Clients,
        Acknowledged = ledger.Acknowledged,
        RepeatsAnswered = ledger.RepeatsAnswered,
        Delivered = gauges.Delivered,
        Kills = outages.Kills,
        Drops = nuisance.Drops,
        Freezes = nuisance.Freezes,
        SessionsEnded = nuisance.Ends,
        DiskFaults = disk.Count,
        Faults = faults?.Done.ToDictionary() ?? [],
        Unavailable = ledger.Unavailable,
        Comebacks = followers.Sum(one => one.Comebacks),
        Latency = latencies.Spread(),
        HostUp = outages.UpAfter(),
        AllBack = outages.BackAfter(),
        LagPeak = gauges.LagPeak,
        MemoryBegin = gauges.MemoryBegin,
        MemoryEnd = gauges.MemoryEnd,
        MemoryPeak = gauges.MemoryPeak,
        MemoryAfter = gauges.MemoryAfter,
        TrailEntries = trailEntries,
        Broken = Enum.GetValues<FindingKind>().ToDictionary(kind => kind, findings.CountOf),
        Findings = findings.Kept,
    };
}
