using RealtimeCare.Benchmarks.Clients;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>
/// The SDK, on one core with all its threads, follows a patient of the real host from the beginning: how long until 10,000 events were
/// handled. A bare hub keeps nothing to catch up with; beside it one that is sent as many events, each as a message of its own.
/// </summary>
internal sealed class CatchUpMeasure(bool isMessagePack) : IMeasure
{
    private const int Events = 10_000;
    private const int Preparations = 10;
    private static readonly TimeSpan Compiling = TimeSpan.FromSeconds(5);
    private static readonly FeedPlan AtOnce = new(Events, PerMessage: 0, PerTick: Events, TickMs: 0);

    public string Name => $"catch-up-{(isMessagePack ? "messagepack" : "json")}";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var feed = await FeedServer.StartAsync(cancellationToken);
        await using var care = await CareServer.StartAsync(cancellationToken);
        var patient = await care.AdmitAsync();
        var last = await care.PublishAsync(patient, Events, Resources.Encounter(FeedRegistry.Payload), cancellationToken);
        var plan = new FollowerPlan(false, isMessagePack, care.Origin, care.Process.Announcement.CaPath, care.Staff[0].Token, patient, last.Epoch);
        await using var bareClient = await FollowerProcess.StartAsync(feed.PlanOf(isBare: true, isMessagePack), onOneCore: true, cancellationToken);
        await using var ourClient = await FollowerProcess.StartAsync(plan, onOneCore: true, cancellationToken);
        // On one core it takes long until everything is compiled: on the same core, and only while nothing else wants it.
        for (var catchUp = 0; catchUp < Preparations; catchUp++) await ourClient.CatchUpAsync(Events, cancellationToken);
        await Rounds.PauseAsync(Compiling, cancellationToken);
        List<double> bareCpu = [], ourCpu = [];
        var times = await Rounds.AlternateAsync(options.Rounds, BareAsync, OursAsync);
        var cpu = new Samples([.. bareCpu.TakeLast(options.Rounds)], [.. ourCpu.TakeLast(options.Rounds)]);
        var wire = isMessagePack ? "MessagePack" : "JSON";
        return
        [
            Comparison.Judge($"{Events} events of catch-up on one core, {wire} (ms)", "≤ 1000 ms", times),
            Comparison.Judge($"{Events} events of catch-up, CPU of the client, {wire} (ms)", null, cpu),
        ];

        async Task<double> BareAsync() => Note(
            await bareClient.CountAsync(Events, () => feed.FeedAsync(bareClient.Plan.Name, AtOnce, cancellationToken), cancellationToken), bareCpu);

        async Task<double> OursAsync() => Note(await ourClient.CatchUpAsync(Events, cancellationToken), ourCpu);
    }

    private static double Note(FollowerCost cost, List<double> cpu)
    {
        cpu.Add(Rounds.Tidy(cost.Microseconds / 1000));
        return cost.Milliseconds;
    }
}
