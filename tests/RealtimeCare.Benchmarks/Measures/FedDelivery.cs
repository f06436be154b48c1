using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>What a delivery costs the server, publishing and acknowledging included, fed in one of the ways of <see cref="Feeding"/>.</summary>
/// <param name="feed">Feeds one side for a time and says how many deliveries there were.</param>
internal sealed class FedDelivery(string name, string how, string? target, Func<ISide, TimeSpan, CancellationToken, Task<long>> feed) : IMeasure
{
    private const int Followers = 200;
    private const int Payload = 512;
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(8);

    public string Name => name;

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        await using var bare = await BareSide.GatherAsync(world.Bare, Followers, Payload, cancellationToken);
        await using var ours = await CareSide.GatherAsync(world.Care, Followers, Payload, cancellationToken);
        // A slow feed would take minutes to call every method often enough to have it compiled for good.
        foreach (var side in new ISide[] { bare, ours })
        {
            await Feeding.AwaitEachAsync(side, Preparation, cancellationToken);
            await Rounds.SettleAsync(side.Server, cancellationToken);
        }

        var samples = await Rounds.AlternateAsync(options.Rounds, () => CostAsync(bare), () => CostAsync(ours));
        return [Comparison.Judge($"CPU per delivery, {how}, {Followers} followers, {Payload} B (µs)", target, samples)];

        Task<double> CostAsync(ISide side) =>
            Rounds.CpuPerOperationAsync(side.Server, () => feed(side, options.Round, cancellationToken));
    }
}
