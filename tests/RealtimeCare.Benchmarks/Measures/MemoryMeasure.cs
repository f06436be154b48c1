using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>Resident memory that an idle, authenticated connection adds: a member of a group there, a follower of a patient here.</summary>
internal sealed class MemoryMeasure : IMeasure
{
    private const int Connections = 1000;
    private const int First = 200;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public string Name => "memory";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        // Every round has servers of its own: memory that was given back inside a process would hide what the next ones take.
        var samples = await Rounds.CountAsync(
            Math.Min(options.Rounds, 3), () => BareAsync(cancellationToken), () => OursAsync(cancellationToken));
        return [Comparison.Judge($"memory per idle connection, of {Connections} (KiB)", "≤ 1.3 x", samples)];
    }

    private static async Task<double> BareAsync(CancellationToken cancellationToken)
    {
        await using var bare = await BareServer.StartAsync(cancellationToken);
        var address = bare.GuardedHub(TimeProvider.System.GetUtcNow().AddMinutes(15));
        return await MeasureAsync(bare.Process, async _ =>
        {
            var socket = await HubSocket.OpenAsync(address, null, cancellationToken);
            await socket.InvokeAsync(nameof(BareHub.Join), Group, cancellationToken);
            return socket;
        }, cancellationToken);
    }

    private static async Task<double> OursAsync(CancellationToken cancellationToken)
    {
        await using var care = await CareServer.StartAsync(cancellationToken);
        var patient = await care.AdmitAsync();
        var hubs = care.HubOfStrangers(Connections);
        return await MeasureAsync(care.Process, async index =>
        {
            var follower = await CareFollower.OpenAsync(hubs[index], cancellationToken);
            await follower.FollowAsync(patient, The.Encounters, cancellationToken);
            return follower.Socket;
        }, cancellationToken);
    }

    private static async Task<double> MeasureAsync(ServerProcess server, Func<int, Task<HubSocket>> open, CancellationToken cancellationToken)
    {
        // What the first connections bring in stays: code, pools, threads.
        var first = await Crowd.GatherAsync(First, open);
        await Rounds.PauseAsync(Settling, cancellationToken);
        var before = server.ResidentBytes;
        var more = await Crowd.GatherAsync(Connections, open);
        await Rounds.PauseAsync(Settling, cancellationToken);
        var after = server.ResidentBytes;
        await Crowd.LeaveAsync([.. first, .. more]);
        return (after - before) / 1024.0 / Connections;
    }

    private static void Group(ref MessagePack.MessagePackWriter writer)
    {
        writer.WriteArrayHeader(1);
        writer.Write("patient");
    }
}
