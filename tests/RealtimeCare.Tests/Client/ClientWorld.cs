using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Offline;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>A client, connected to a server that is the test.</summary>
internal sealed class ClientWorld : IAsyncDisposable
{
    public static readonly PatientReference Patient = PatientReference.ById("patient");
    public static readonly string[] Topics = ["vitals"];

    private ClientWorld(OfflineQueueOptions? queue = null)
    {
        Tokens = new FakeTokens(Links.Time);
        var options = Options();
        options.OfflineQueue = queue;
        Client = new RealtimeCareClient(options, Links);
    }

    public FakeLinks Links { get; } = new();

    public FakeTokens Tokens { get; }

    public RealtimeCareClient Client { get; }

    public FakeLink First { get; private set; } = null!;

    public static ClientWorld NotConnected() => new();

    public static async Task<ClientWorld> ConnectedAsync(OfflineQueueOptions? queue = null)
    {
        var world = new ClientWorld(queue);
        await world.Client.ConnectAsync();
        world.First = await world.Links.NextAsync();
        return world;
    }

    public RealtimeCareClientOptions Options() => new() { Server = new Uri("https://care.example"), Tokens = Tokens, Time = Links.Time };

    /// <summary>Follows with a handler that notes offsets.</summary>
    public async Task<(FollowedPatient Followed, Guid Subscription, Seen Seen)> FollowAsync()
    {
        var seen = new Seen();
        var followed = await Client.FollowAsync(Patient, Topics, (notification, _) => seen.TakeAsync(notification), FollowFrom.Start);
        return (followed, First.Requests<SubscribeRequest>()[^1].SubscriptionId, seen);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

/// <summary>The offsets that an app was given.</summary>
internal sealed class Seen
{
    private readonly List<long> offsets = [];

    public IReadOnlyList<long> Offsets
    {
        get { lock (offsets) return [.. offsets]; }
    }

    public Task TakeAsync(Notification notification)
    {
        lock (offsets) offsets.Add(notification.Event.Offset);
        return Task.CompletedTask;
    }
}
