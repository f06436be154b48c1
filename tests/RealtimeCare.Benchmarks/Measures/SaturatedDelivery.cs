using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>What a delivery costs the server when there is always more to deliver: publishing and acknowledging included.</summary>
internal sealed class SaturatedDelivery : IMeasure
{
    private const int Followers = 200;
    private const int Payload = 512;

    public string Name => "deliver-saturated";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        await using var bare = await BareSide.GatherAsync(world.Bare, Followers, Payload, cancellationToken);
        await using var ours = await CareSide.GatherAsync(world.Care, Followers, Payload, cancellationToken);
        var samples = await Rounds.AlternateAsync(options.Rounds, () => CostAsync(bare), () => CostAsync(ours));
        return [Comparison.Judge($"CPU per delivery, saturated, {Followers} followers, {Payload} B (µs)", "≤ 0.2 x", samples)];

        Task<double> CostAsync(ISide side) =>
            Rounds.CpuPerOperationAsync(side.Server, () => Feeding.SaturateAsync(side, options.Round, cancellationToken));
    }
}
