using System.Collections.Concurrent;
using System.Net.WebSockets;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A switch in a hospital fails: everybody is gone at the same moment, and everybody comes back at the same moment.</summary>
public sealed class ManyDropScenarios : IAsyncLifetime
{
    private const int Clients = 200;

    private readonly ConcurrentBag<ClientWebSocket> sockets = [];
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Two_hundred_that_drop_at_once_come_back_and_nothing_stays_behind()
    {
        var patient = await care.AdmitAsync();
        var people = Enumerable.Range(0, Clients).Select(_ => Guid.NewGuid().ToString()).ToList();
        await care.LoadAsync(Some.CareTeam($"team-{Some.Number}", patient.Identifier, people));
        var before = await InLotsAsync(people, subject => FollowAsync(subject, patient));
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        foreach (var one in before) await one.Connection.UntilEventsAsync(one.Request.SubscriptionId, 3);

        foreach (var socket in sockets) socket.Abort();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4));
        var after = await InLotsAsync(before, ComeBackAsync);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 5));
        foreach (var one in after) await one.Connection.UntilEventsAsync(one.Request.SubscriptionId, 2);

        Assert.All(before, one => Assert.Equal([1, 2, 3], one.Connection.EventsOf(one.Request.SubscriptionId).Select(e => e.Beats())));
        Assert.All(after, one => Assert.Equal([4, 5], one.Connection.EventsOf(one.Request.SubscriptionId).Select(e => e.Beats())));
        await UntilOpenAsync(Clients, Clients);
        foreach (var one in after) await one.Connection.DisposeAsync();
        await UntilOpenAsync(0, 0);
    }

    private async Task<Follower> FollowAsync(string subject, TestPatient patient)
    {
        // A sign-in costs a tenth of a second on purpose, and it is not what is tried here.
        var token = await care.ForgeAsync(care.Nurse, claims => (claims["sub"], claims["sid"], claims["jti"]) = (subject, Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N")));
        var connection = await ConnectAsync(token);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        return new Follower(token, connection, request, await connection.SubscribeAsync(request));
    }

    private async Task<Follower> ComeBackAsync(Follower gone)
    {
        var connection = await ConnectAsync(gone.Token);
        var resumed = await connection.InvokeAsync<ResumeResult>(
            nameof(ICareHub.Resume), connection.Resume(gone.Connection.AsReceived(gone.Request, gone.Result)));
        Assert.Equal([ResumeStatus.Resumed], resumed.Subscriptions.Select(s => s.Status));
        return gone with { Connection = connection };
    }

    private Task<RawConnection> ConnectAsync(string token) => care.ConnectAsync(token, new RawOptions
    {
        Change = http => http.WebSocketFactory = async (_, cancellationToken) =>
        {
            var socket = await care.OpenSocketAsync(token, cancellationToken);
            sockets.Add(socket);
            return socket;
        },
    });

    /// <summary>Waits until the host has exactly as much open, as an administrator sees it.</summary>
    private async Task UntilOpenAsync(int connections, int subscriptions)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var sessions = (await care.Api.GetAsync("/api/v1/sessions", (await care.Administrator.TokensAsync()).Access)).Ok().As<LiveSessionsResult>().Sessions;
            var open = (sessions.Sum(one => one.Connections), sessions.Sum(one => one.Subscriptions));
            if (open == (connections, subscriptions)) return;
            if (patience.IsCancellationRequested) throw new TimeoutException($"Open are {open} and not {(connections, subscriptions)}.");
        }
    }

    private static async Task<List<TResult>> InLotsAsync<T, TResult>(IEnumerable<T> all, Func<T, Task<TResult>> work)
    {
        List<TResult> results = [];
        foreach (var lot in all.Chunk(20)) results.AddRange(await Task.WhenAll(lot.Select(work)));
        return results;
    }

    private sealed record Follower(string Token, RawConnection Connection, SubscribeRequest Request, SubscribeResult Result);
}
