using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Testing;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.ClientTesting;

/// <summary>An app that follows and notes what it sees, in words.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly List<string> seen = [];
    private readonly CancellationTokenSource stop = new();

    private App(RealtimeCareClient client) => Client = client;

    public RealtimeCareClient Client { get; }

    /// <summary>What it saw last.</summary>
    public Notification Last { get; private set; } = null!;

    public Task Reading { get; private set; } = Task.CompletedTask;

    public static async Task<App> FollowsAsync(FakeCareServer server, string patient = "patient-1", FollowFrom from = FollowFrom.Now)
    {
        var app = await ConnectedAsync(server);
        app.Follow(app.Client.FollowAsync(PatientReference.ById(patient), ["labs", "vitals"], from, app.stop.Token));
        await server.UntilFollowedAsync(patient);
        return app;
    }

    public static async Task<App> FollowsMineAsync(FakeCareServer server)
    {
        var app = await ConnectedAsync(server);
        app.Follow(app.Client.FollowMineAsync(["labs"], new FollowOptions { From = FollowFrom.Start }, app.stop.Token));
        return app;
    }

    public static async Task<App> ConnectedAsync(FakeCareServer server)
    {
        var app = new App(server.CreateClient());
        await app.Client.ConnectAsync();
        return app;
    }

    public async Task UntilAsync(params string[] expected)
    {
        await FakeCareServer.UntilAsync(() => Seen().Count >= expected.Length, $"[{string.Join("; ", expected)}], have [{string.Join("; ", Seen())}]");
        Assert.Equal(expected, Seen());
    }

    public IReadOnlyList<string> Seen()
    {
        lock (seen) return [.. seen];
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Client.DisposeAsync();
        await Reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private void Follow(IAsyncEnumerable<FollowUpdate> updates) => Reading = ReadAsync(updates);

    private async Task ReadAsync(IAsyncEnumerable<FollowUpdate> updates)
    {
        await foreach (var update in updates)
        {
            if (update is Notification notification) Last = notification;
            lock (seen) seen.Add(WordsOf(update));
        }
    }

    private static string WordsOf(FollowUpdate update) => update switch
    {
        PatientJoined joined => $"{joined.PatientId} joined",
        PatientLeft left => $"{left.PatientId} left {left.Reason}",
        Notification { Event.Retracts: { } place } => $"takes back {place}",
        Notification { Event.Corrects: { } place } happened => $"{happened.Resource.ToJson()[^3]} instead of {place}",
        Notification { Event.IsRetracted: true } happened => $"nothing at {happened.Event.Offset}",
        Notification happened => $"{happened.PatientId} {happened.Resource.ToJson()[^3]}",
        _ => "?",
    };
}
