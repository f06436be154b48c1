using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Contracts.Hubs;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>
/// What a call costs the server on 200 connections. Ours is <c>Unsubscribe</c> of a subscription that does not exist: it passes
/// every filter, its entry in the trail is durable before the answer, and the method itself does as little as the bare echo.
/// </summary>
internal sealed class CallsMeasure(string name, int bareInFlight, int ourInFlight, string target) : IMeasure
{
    /// <summary>The most calls of one connection that the host lets be in flight.</summary>
    public const int MostInFlight = 4;

    private const int Connections = 200;

    /// <summary>Under the host's limit of 100 in ten seconds, which stands.</summary>
    private const int CallsOfARound = 80;

    private static readonly TimeSpan LimitWindow = TimeSpan.FromSeconds(10.5);

    public string Name => name;

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        var bare = await Crowd.GatherAsync(Connections, _ => HubSocket.OpenAsync(world.Bare.Hub, null, cancellationToken));
        var ours = await Crowd.GatherAsync(Connections, index => CareFollower.OpenAsync(world.Care.Hub(index), cancellationToken));
        var lastRound = 0L;

        var samples = await Rounds.AlternateAsync(
            options.Rounds,
            () => Rounds.CpuPerOperationAsync(world.Bare.Process, () => CallAsync(bare, bareInFlight, one => one.InvokeAsync(nameof(BareHub.Echo), Text, cancellationToken))),
            async () =>
            {
                await Rounds.PauseAsync(LimitWindow - Rounds.Since(lastRound), cancellationToken);
                var cost = await Rounds.CpuPerOperationAsync(world.Care.Process, () => CallAsync(ours, ourInFlight, one => UnsubscribeAsync(one, cancellationToken)));
                lastRound = TimeProvider.System.GetTimestamp();
                return cost;
            });
        await Crowd.LeaveAsync(bare);
        await Crowd.LeaveAsync(ours.Select(one => one.Socket));
        return [Comparison.Judge(Title(), target, samples)];
    }

    private string Title() => bareInFlight == ourInFlight
        ? $"CPU per call, {Connections} connections, {bareInFlight} in flight each (µs)"
        : $"CPU per call, {Connections} connections, {bareInFlight} in flight each, ours {ourInFlight} (µs)";

    private static async Task<long> CallAsync<T>(IReadOnlyList<T> connections, int inFlight, Func<T, Task> call)
    {
        await Task.WhenAll(connections.SelectMany(one => Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (var left = CallsOfARound / inFlight; left > 0; left--) await call(one);
        }))));
        return (long)connections.Count * inFlight * (CallsOfARound / inFlight);
    }

    private static async Task UnsubscribeAsync(CareFollower follower, CancellationToken cancellationToken)
    {
        var request = CareFollower.Request(await follower.Welcomed, 1, static (ref MessagePack.MessagePackWriter writer) =>
        {
            writer.Write("subscriptionId");
            writer.Write(Guid.NewGuid().ToString());
        });
        await follower.Socket.InvokeAsync(nameof(ICareHub.Unsubscribe), request, cancellationToken);
    }

    private static void Text(ref MessagePack.MessagePackWriter writer)
    {
        writer.WriteArrayHeader(1);
        // As much as our request carries.
        writer.Write("01234567-89ab-cdef-0123-456789abcdef, 01234567-89ab-cdef-0123-456789abcdef, 0123456789abcdef0123456789abcdef");
    }
}
