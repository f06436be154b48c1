using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>Followers of one patient, a third of them of each role, and the publisher over HTTPS.</summary>
internal sealed class CareSide : ISide
{
    private readonly CareServer server;
    private readonly string patient;
    private readonly string resource;

    private CareSide(CareServer server, string patient, IReadOnlyList<CareFollower> followers, int payload)
    {
        this.server = server;
        this.patient = patient;
        resource = Resources.Encounter(payload);
        Followers = followers;
        Sockets = [.. followers.Select(one => one.Socket)];
        Tallies = [.. followers.Select(one => one.Tally)];
    }

    public ServerProcess Server => server.Process;

    public IReadOnlyList<CareFollower> Followers { get; }

    public IReadOnlyList<Tally> Tallies { get; }

    public IReadOnlyList<HubSocket> Sockets { get; }

    public static Task<CareSide> GatherAsync(CareServer server, int followers, int payload, CancellationToken cancellationToken) =>
        GatherAsync(server, followers, payload, server.Hub, cancellationToken);

    public static async Task<CareSide> GatherAsync(
        CareServer server, int followers, int payload, Func<int, HubAddress> address, CancellationToken cancellationToken)
    {
        var patient = await server.AdmitAsync();
        var gathered = await Crowd.GatherAsync(followers, async index =>
        {
            var follower = await CareFollower.OpenAsync(address(index), cancellationToken);
            await follower.FollowAsync(patient, The.Encounters, cancellationToken);
            return follower;
        });
        return new CareSide(server, patient, gathered, payload);
    }

    public Task PublishAsync(int events, CancellationToken cancellationToken) =>
        server.PostAsync("/api/v1/events/batch", Resources.Batch(patient, resource, events), hasKey: false, cancellationToken);

    public Task PublishOneAsync(CancellationToken cancellationToken) =>
        server.PostAsync("/api/v1/events", Resources.Event(patient, resource), hasKey: true, cancellationToken);

    public async ValueTask DisposeAsync() => await Crowd.LeaveAsync(Sockets);
}
