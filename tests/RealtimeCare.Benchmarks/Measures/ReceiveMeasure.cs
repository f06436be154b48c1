using RealtimeCare.Benchmarks.Clients;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>
/// What a received event costs the client's process: a bare connection with <c>On</c> beside the SDK, fed by the same host with the same
/// messages at the same times.
/// </summary>
internal sealed class ReceiveMeasure : IMeasure
{
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(8);

    private readonly string how;
    private readonly bool isMessagePack;
    private readonly bool isJudged;
    private readonly FeedPlan bare;
    private readonly FeedPlan ours;

    private ReceiveMeasure(string name, string how, bool isMessagePack, FeedPlan bare, FeedPlan ours, bool isJudged)
    {
        (this.how, this.isMessagePack, this.isJudged) = (how, isMessagePack, isJudged);
        (this.bare, this.ours) = (bare, ours);
        Name = $"{name}-{(isMessagePack ? "messagepack" : "json")}";
    }

    public string Name { get; }

    /// <summary>The measure in both protocols.</summary>
    public static IEnumerable<IMeasure> Of(string name, string how, FeedPlan bare, FeedPlan ours, bool isJudged = true) =>
        [new ReceiveMeasure(name, how, false, bare, ours, isJudged), new ReceiveMeasure(name, how, true, bare, ours, isJudged)];

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var server = await FeedServer.StartAsync(cancellationToken);
        await using var bareClient = await FollowerProcess.StartAsync(server.PlanOf(isBare: true, isMessagePack), onOneCore: false, cancellationToken);
        await using var ourClient = await FollowerProcess.StartAsync(server.PlanOf(isBare: false, isMessagePack), onOneCore: false, cancellationToken);
        // A slow feed would take minutes to call every method often enough to have it compiled for good.
        await RoundAsync(bareClient, (bare with { PerTick = 64, TickMs = 5 }).For(Preparation), []);
        await RoundAsync(ourClient, (ours with { PerTick = 64, TickMs = 5 }).For(Preparation), []);
        List<double> bareBytes = [], ourBytes = [];
        var cpu = await Rounds.AlternateAsync(
            options.Rounds, () => RoundAsync(bareClient, bare.For(options.Round), bareBytes), () => RoundAsync(ourClient, ours.For(options.Round), ourBytes));
        var bytes = new Samples([.. bareBytes.TakeLast(options.Rounds)], [.. ourBytes.TakeLast(options.Rounds)]);
        var payload = bytes with { Bare = [.. bytes.Bare.Select(static _ => (double)FeedRegistry.Payload)] };
        var wire = isMessagePack ? "MessagePack" : "JSON";
        return
        [
            Comparison.Judge($"CPU per event, {how}, {wire} (µs)", isJudged ? "≤ 1.5 x" : null, cpu),
            Comparison.Judge($"allocated per event, {how}, {wire} (B)", null, bytes),
            .. isJudged ? [Comparison.Judge($"allocated per event, {how}, {wire}; bare = payload (B)", "≤ 2 x", payload)] : Array.Empty<ComparedRow>(),
        ];

        async Task<double> RoundAsync(FollowerProcess client, FeedPlan plan, List<double> allocated)
        {
            var cost = await client.CountAsync(plan.Events, () => server.FeedAsync(client.Plan.Name, plan, cancellationToken), cancellationToken);
            allocated.Add(Rounds.Tidy(cost.AllocatedPerEvent));
            return cost.MicrosecondsPerEvent;
        }
    }
}
