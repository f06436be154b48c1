using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>What the server spends on 200 followers while nothing happens: heartbeats, timers, the trail. It is part of every slow row.</summary>
internal sealed class IdleMeasure : IMeasure
{
    private const int Followers = 200;
    private const int Payload = 512;
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(5);

    public string Name => "idle";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        await using var bare = await BareSide.GatherAsync(world.Bare, Followers, Payload, cancellationToken);
        await using var ours = await CareSide.GatherAsync(world.Care, Followers, Payload, cancellationToken);
        foreach (var side in new ISide[] { bare, ours }) await Feeding.AwaitEachAsync(side, Preparation, cancellationToken);
        var samples = await Rounds.AlternateAsync(options.Rounds, () => PerSecondAsync(bare), () => PerSecondAsync(ours));
        return [Comparison.Judge($"CPU per second, {Followers} idle followers (ms)", null, samples)];

        async Task<double> PerSecondAsync(ISide side)
        {
            var before = side.Server.Cpu;
            var started = TimeProvider.System.GetTimestamp();
            await Rounds.PauseAsync(options.Round, cancellationToken);
            return (side.Server.Cpu - before).TotalMilliseconds / Rounds.Since(started).TotalSeconds;
        }
    }
}
