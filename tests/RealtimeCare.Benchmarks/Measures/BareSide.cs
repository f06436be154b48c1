using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>A group of the bare hub, and a connection that sends to it.</summary>
internal sealed class BareSide : ISide
{
    private const string Group = "patient";
    private readonly byte[] frame;
    private readonly string text;
    private readonly HubSocket publisher;

    private BareSide(ServerProcess server, HubSocket publisher, IReadOnlyList<(HubSocket Socket, BareFollower Follower)> members, int payload)
    {
        Server = server;
        this.publisher = publisher;
        Sockets = [.. members.Select(one => one.Socket)];
        Tallies = [.. members.Select(one => one.Follower.Tally)];
        text = new string('x', payload);
        frame = Frames.CallOf(nameof(BareHub.Send), null, Arguments);
    }

    public ServerProcess Server { get; }

    public IReadOnlyList<Tally> Tallies { get; }

    public IReadOnlyList<HubSocket> Sockets { get; }

    public static async Task<BareSide> GatherAsync(BareServer server, int followers, int payload, CancellationToken cancellationToken)
    {
        var members = await Crowd.GatherAsync(followers, async _ =>
        {
            var follower = new BareFollower();
            var socket = await HubSocket.OpenAsync(server.Hub, follower, cancellationToken);
            await socket.InvokeAsync(nameof(BareHub.Join), Join, cancellationToken);
            return (socket, follower);
        });
        return new BareSide(server.Process, await HubSocket.OpenAsync(server.Hub, null, cancellationToken), members, payload);
    }

    /// <summary>Nobody answers: the hub takes the next call when the group has taken the one before.</summary>
    public async Task PublishAsync(int events, CancellationToken cancellationToken)
    {
        var burst = new byte[frame.Length * events];
        for (var at = 0; at < events; at++) frame.CopyTo(burst, at * frame.Length);
        await publisher.SendAsync(burst, cancellationToken);
    }

    public Task PublishOneAsync(CancellationToken cancellationToken) => publisher.InvokeAsync(nameof(BareHub.Send), Arguments, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Crowd.LeaveAsync(Sockets);
        await publisher.DisposeAsync();
    }

    private void Arguments(ref MessagePack.MessagePackWriter writer)
    {
        writer.WriteArrayHeader(2);
        writer.Write(Group);
        writer.Write(text);
    }

    private static void Join(ref MessagePack.MessagePackWriter writer)
    {
        writer.WriteArrayHeader(1);
        writer.Write(Group);
    }
}
