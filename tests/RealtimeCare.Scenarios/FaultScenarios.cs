using System.Net.Sockets;
using System.Net.WebSockets;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Clients and publishers that behave badly, on purpose or because their network does.</summary>
public sealed class FaultScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Fact]
    public async Task One_that_has_frozen_among_thirty_costs_the_others_nothing()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var followers = new List<(RawConnection Connection, Guid Subscription)>();
        for (var number = 0; number < 30; number++) followers.Add(await FollowAsync(nurse, patient, acknowledges: number > 0));
        var source = await care.ConnectAsync((await care.Monitor.TokensAsync()).Access, new RawOptions { Path = RealtimeCareProtocol.PublishHubPath, Acknowledges = false });

        await foreach (var answer in source.PublishAsync(Numbered(patient, 600)).WithCancellation(TestContext.Current.CancellationToken)) Assert.NotNull(answer.Result);
        foreach (var (connection, subscription) in followers.Skip(1)) await connection.UntilEventsAsync(subscription, 600);

        Assert.All(followers.Skip(1), one => Assert.Equal(Enumerable.Range(1, 600), one.Connection.EventsOf(one.Subscription).Select(e => e.Beats())));
        Assert.InRange(followers[0].Connection.EventsOf(followers[0].Subscription).Count, 0, RealtimeCareProtocol.MaxUnacknowledgedEvents);
    }

    // Bounded in events and not in time: while one event of the monitor is on its way, not more than a few rounds of what the other
    // may have under way are taken before it.
    [Fact]
    public async Task A_publisher_that_floods_waits_for_itself()
    {
        var flood = await care.RegisterAsync("system/*.c");
        var (nurse, other) = (await care.HireAsync("nurse"), await care.AdmitAsync());
        var patient = await care.AdmitAsync(nurse);
        var (connection, subscription) = await FollowAsync(nurse, patient, acknowledges: true);
        using var stop = new CancellationTokenSource();
        var (taken, refused, worst) = (0, new Record<Answer>(), 0);
        var flooding = Enumerable.Range(0, 200).Select(_ => Task.Run(FloodAsync, CancellationToken.None)).ToList();

        await refused.UntilAsync(_ => true, "a refusal");
        for (var beats = 1; beats <= 20; beats++)
        {
            var before = Volatile.Read(ref taken);
            await care.Monitor.PublishAsync(Some.Vital(patient.ById, beats));
            worst = Math.Max(worst, Volatile.Read(ref taken) - before);
        }

        await stop.CancelAsync();
        await Task.WhenAll(flooding);
        var heard = await connection.UntilEventsAsync(subscription, 20);

        Assert.Equal(Enumerable.Range(1, 20), heard.Select(e => e.Beats()));
        Assert.InRange(worst, 0, 10 * 64);
        Assert.All(refused.Items, answer => Assert.Equal((ErrorCode.Busy, 429, 100), ((ErrorCode)answer.Code, (int)answer.Status, answer.Json.GetProperty("retryAfterMs").GetInt32())));

        async Task FloodAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var answer = await flood.TryPublishAsync(Some.Vital(other.ById));
                if ((int)answer.Status == 201) Interlocked.Increment(ref taken);
                else refused.Add(answer);
            }
        }
    }

    [Fact]
    public async Task Who_connects_and_says_nothing_is_put_out()
    {
        var nurse = await care.HireAsync("nurse");

        await Task.WhenAll(BeSilentBeforeTlsAsync(), BeSilentBeforeTheHandshakeAsync((await nurse.TokensAsync()).Access))
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private async Task<(RawConnection Connection, Guid Subscription)> FollowAsync(Person nurse, TestPatient patient, bool acknowledges)
    {
        var connection = await nurse.ConnectAsync(new RawOptions { Acknowledges = acknowledges });
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        return (connection, request.SubscriptionId);
    }

    private async Task BeSilentBeforeTlsAsync()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(care.Server.Host, care.Server.Port, TestContext.Current.CancellationToken);
        try
        {
            var buffer = new byte[1024];
            while (await socket.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset: that is an end too.
        }
    }

    private async Task BeSilentBeforeTheHandshakeAsync(string token)
    {
        using var socket = await care.OpenSocketAsync(token, TestContext.Current.CancellationToken);
        try
        {
            var buffer = new byte[1024];
            while ((await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Closed without a farewell.
        }
    }

    private static IEnumerable<object?> Numbered(TestPatient patient, int count) =>
        Enumerable.Range(1, count).Select(beats => Some.Vital(patient.ById, beats) with { IdempotencyKey = Some.Key });
}
