using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>From the moment an event is due at its publisher until each of 20 followers has it, at 1,000 events a second.</summary>
internal sealed class LatencyMeasure : IMeasure
{
    private const int Followers = 20;
    private const int PerSecond = 1000;
    private const int Payload = 512;

    public string Name => "latency";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        await using var bare = await BareSide.GatherAsync(world.Bare, Followers, Payload, cancellationToken);
        await using var ours = await CareSide.GatherAsync(world.Care, Followers, Payload, cancellationToken);
        List<double> bareMedians = [], ourMedians = [];
        var tails = await Rounds.AlternateAsync(options.Rounds, () => TailAsync(bare, bareMedians), () => TailAsync(ours, ourMedians));

        var title = $"append to client at {PerSecond} events/s, {Followers} followers";
        var medians = new Samples([.. bareMedians.TakeLast(options.Rounds)], [.. ourMedians.TakeLast(options.Rounds)]);
        return [Comparison.Judge(title + ", p50 (ms)", null, medians), Comparison.Judge(title + ", p99 (ms)", "≤ 1.5 x", tails)];

        async Task<double> TailAsync(ISide side, List<double> medians)
        {
            var waits = await MeasureAsync(side, (int)(PerSecond * options.Seconds), cancellationToken);
            medians.Add(Rounds.Tidy(Quantile(waits, 0.5)));
            return Quantile(waits, 0.99);
        }
    }

    private static async Task<double[]> MeasureAsync(ISide side, int events, CancellationToken cancellationToken)
    {
        foreach (var tally in side.Tallies) tally.Watch(events);
        var due = await Feeding.AtRateAsync(side, events, PerSecond, cancellationToken);
        await Feeding.UntilAsync(side, events, cancellationToken);
        List<double> waits = new(events * Followers);
        foreach (var tally in side.Tallies)
            for (var at = 0; at < events; at++) waits.Add(TimeProvider.System.GetElapsedTime(due[at], tally.Arrivals[at]).TotalMilliseconds);
        return [.. waits.Order()];
    }

    private static double Quantile(double[] sorted, double quantile) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];
}
