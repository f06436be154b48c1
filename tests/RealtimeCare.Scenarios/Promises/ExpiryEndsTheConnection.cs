using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>Nobody is served a second longer than the token, the session or the relationship lasts.</summary>
public sealed class ExpiryEndsTheConnection : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Time = clock);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task An_expired_token_closes_the_connection_and_a_refreshed_one_resumes()
    {
        var patient = await care.AdmitAsync();
        var tokens = await care.Nurse.TokensAsync();
        var old = await care.Nurse.ConnectAsync();
        var request = old.Subscribe(patient.ById, The.Vitals);
        var result = await old.SubscribeAsync(request);

        clock.Advance(old.Welcome.ExpiresAt - clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        var ending = await old.UntilEndingAsync();
        await old.Closed;
        var (comeback, _) = await care.UpgradeAsync(tokens.Access);
        var renewed = TokenPair.From((await SignIn.RefreshAsync(care.Api, tokens.Refresh!)).Ok());
        var fresh = await care.ConnectAsync(renewed.Access);
        var resumed = await fresh.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), fresh.Resume(old.AsReceived(request, result)));
        await care.Monitor.SignInAnewAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 7));
        await fresh.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal(EndReason.TokenExpired, ending.As<ConnectionEnding>().Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, comeback);
        Assert.Equal([ResumeStatus.Resumed], resumed.Subscriptions.Select(s => s.Status));
        Assert.Empty(old.EventsOf(request.SubscriptionId));
    }

    [Fact]
    public async Task Without_a_human_the_session_ends_idle()
    {
        var nurse = await care.HireAsync("nurse");
        var tokens = await nurse.SignInAsync();
        var connection = await care.ConnectAsync(tokens.Access);
        var refresh = tokens.Refresh!;

        // A machine that only refreshes is no human.
        for (var minutes = 0; minutes < 16; minutes += 4)
        {
            clock.Advance(TimeSpan.FromMinutes(4));
            var answer = await SignIn.RefreshAsync(care.Api, refresh);
            if (answer.Status != HttpStatusCode.OK) break;
            tokens = TokenPair.From(answer);
            refresh = tokens.Refresh!;
        }

        await connection.Closed;
        Assert.Equal(HttpStatusCode.Unauthorized, (await care.UpgradeAsync(tokens.Access)).Status);
    }

    [Fact]
    public async Task A_relationship_that_runs_out_stops_the_stream_by_itself()
    {
        var patient = await care.AdmitAsync(care.Physician);
        var nurse = await care.HireAsync("nurse");
        var team = Some.CareTeam("until-soon", patient.Identifier, [nurse.UserId]);
        team["participant"]![0]!["period"] = new System.Text.Json.Nodes.JsonObject { ["end"] = clock.GetUtcNow().AddSeconds(30).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) };
        await care.Administrator.SignInAnewAsync();
        await care.LoadAsync(team);
        var connection = await nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);

        clock.Advance(TimeSpan.FromSeconds(40));
        await care.Monitor.SignInAnewAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        var change = (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), "AccessChanged")).As<AccessChanged>();

        Assert.Equal((request.SubscriptionId, false), (change.SubscriptionId, change.Permitted));
        Assert.Empty(connection.EventsOf(request.SubscriptionId));
    }
}
