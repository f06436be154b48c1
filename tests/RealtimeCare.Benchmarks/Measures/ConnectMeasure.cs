using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>What it costs the server to let a connection in and go: TLS, token, upgrade, handshake; ours also session, trail and welcome.</summary>
internal sealed class ConnectMeasure : IMeasure
{
    private const int Connections = 300;

    public string Name => "connect";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        var address = world.Bare.GuardedHub(TimeProvider.System.GetUtcNow().AddMinutes(15));
        var samples = await Rounds.AlternateAsync(
            options.Rounds,
            () => CostAsync(world.Bare.Process, async _ => await HubSocket.OpenAsync(address, null, cancellationToken)),
            () => CostAsync(world.Care.Process, async index =>
            {
                var follower = new CareFollower();
                var socket = await HubSocket.OpenAsync(world.Care.Hub(index), follower, cancellationToken);
                await follower.Welcomed.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
                return socket;
            }));
        return [Comparison.Judge("CPU per connect (µs)", "≤ 1.5 x", samples)];
    }

    private static Task<double> CostAsync(ServerProcess server, Func<int, Task<HubSocket>> open) =>
        Rounds.CpuPerOperationAsync(server, async () =>
        {
            var opened = await Crowd.GatherAsync(Connections, open);
            await Crowd.LeaveAsync(opened);
            return Connections;
        });
}
