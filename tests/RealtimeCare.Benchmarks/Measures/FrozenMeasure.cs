using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>One of 30 followers stops reading while events go on: how long do the other 29 hear nothing?</summary>
internal sealed class FrozenMeasure : IMeasure
{
    private const int Followers = 30;
    private const int Payload = 4096;
    private const int PerSecond = 250;

    /// <summary>Long enough that what lies between server and client is full, and that the platform's own limit of 10 s passes.</summary>
    private const int Seconds = 20;

    public string Name => "frozen";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        await using var bare = await BareSide.GatherAsync(world.Bare, Followers, Payload, cancellationToken);
        await using var ours = await CareSide.GatherAsync(world.Care, Followers, Payload, cancellationToken);
        await SilenceAsync(bare, frozen: false, 3, cancellationToken);
        await SilenceAsync(ours, frozen: false, 3, cancellationToken);
        var samples = new Samples(
            [await SilenceAsync(bare, frozen: true, Seconds, cancellationToken)],
            [await SilenceAsync(ours, frozen: true, Seconds, cancellationToken)]);
        return [Comparison.Judge($"one of {Followers} frozen: longest silence of the others at {PerSecond} events/s (ms)", "≤ 50 ms", samples)];
    }

    private static async Task<double> SilenceAsync(ISide side, bool frozen, int seconds, CancellationToken cancellationToken)
    {
        var events = seconds * PerSecond;
        if (frozen) side.Sockets[0].Freeze();
        foreach (var tally in side.Tallies) tally.Watch(events);
        await Feeding.AtRateAsync(side, events, PerSecond, cancellationToken);
        await Feeding.UntilAsync([.. side.Tallies.Skip(frozen ? 1 : 0)], events, cancellationToken);
        return Rounds.Tidy(side.Tallies.Skip(1).Max(tally => TimeProvider.System.GetElapsedTime(0, tally.LongestSilence).TotalMilliseconds));
    }
}
