using RealtimeCare.Audit.Verification;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>Events, positions, the epoch, people, relationships, ended sessions and the book outlive the process.</summary>
public sealed class NothingIsLostByARestart : IAsyncLifetime
{
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task After_a_restart_a_follower_reads_on_where_it_was()
    {
        var patient = await care.AdmitAsync();
        var before = await care.Nurse.ConnectAsync();
        var request = before.Subscribe(patient.ById, The.Vitals);
        var result = await before.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        await before.UntilEventsAsync(request.SubscriptionId, 3);
        var key = Some.Key;
        var last = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4), key);

        await care.RestartAsync();
        var again = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4), key);
        var next = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 5));
        var after = await care.Nurse.ConnectAsync();
        var position = before.AsReceived(request, result);
        var resumed = await after.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), after.Resume(position));
        await after.Received.UntilAllAsync(_ => after.EventsOf(request.SubscriptionId).Any(e => e.Beats() == 5), "the event after the restart");
        var report = TrailVerifier.Verify(Path.Combine(care.Host.DataFolder, "trail"));

        Assert.True(again.Duplicate);
        Assert.Equal(last.Position, again.Position);
        Assert.Equal(last.Position with { Offset = last.Position.Offset + 1 }, next.Position);
        Assert.Equal([ResumeStatus.Resumed], resumed.Subscriptions.Select(s => s.Status));
        Assert.Equal([1, 2, 3, 4, 5], before.EventsOf(request.SubscriptionId).Concat(after.EventsOf(request.SubscriptionId)).Select(e => e.Beats()).Distinct());
        Assert.True(report.IsValid, string.Join('\n', report.Problems.Select(p => p.Text)));
    }

    [Fact]
    public async Task A_sign_in_whose_refresh_was_answered_into_the_void_goes_on()
    {
        var before = await care.Nurse.SignInAsync();
        (await SignIn.RefreshAsync(care.Api, before.Refresh!)).Ok();

        await care.RestartAsync();
        var renewed = TokenPair.From((await SignIn.RefreshAsync(care.Api, before.Refresh!)).Ok());
        var next = TokenPair.From((await SignIn.RefreshAsync(care.Api, renewed.Refresh!)).Ok());
        await care.RestartAsync();
        var stolen = await SignIn.RefreshAsync(care.Api, before.Refresh!);
        var afterwards = await SignIn.RefreshAsync(care.Api, next.Refresh!);

        Assert.Equal((before.SessionId, before.SessionId), (renewed.SessionId, next.SessionId));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, stolen.Status);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, afterwards.Status);
    }

    [Fact]
    public async Task An_end_by_force_also_refuses_a_sign_in_that_never_connected()
    {
        var connected = await care.Nurse.SignInAsync();
        var waiting = await care.Nurse.SignInAsync();
        await using (await care.ConnectAsync(connected.Access))
        {
            var admin = (await care.Administrator.TokensAsync()).Access;
            (await care.Api.PostAsync("/api/v1/sessions/end", new { sessionId = connected.SessionId, preview = false }, admin)).Ok();
        }

        var (status, _) = await care.UpgradeAsync(waiting.Access);
        var refreshed = await SignIn.RefreshAsync(care.Api, waiting.Refresh!);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, status);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refreshed.Status);
    }

    [Fact]
    public async Task After_a_restart_a_person_goes_on_where_they_left_off()
    {
        var patient = await care.AdmitAsync();
        var before = await care.Nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        await before.OpenAcknowledgementsAsync();
        var request = before.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.LeftOff };
        await before.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 2);
        await before.UntilEventsAsync(request.SubscriptionId, 2);
        before.Acknowledge(before.BatchesOf(request.SubscriptionId)[^1]);
        var looking = await care.ConnectAsync((await care.Nurse.SignInAsync()).Access);
        await UntilStartAsync(looking, looking.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.LeftOff, Audience = "lock-screen" }, 2);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3));
        await before.UntilEventsAsync(request.SubscriptionId, 3);

        await care.RestartAsync();
        var after = await care.ConnectAsync((await care.Nurse.SignInAsync()).Access);
        var again = after.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.LeftOff };
        var result = await after.SubscribeAsync(again);
        var events = await after.UntilEventsAsync(again.SubscriptionId, 1);

        Assert.Equal(2, result.Start.Offset);
        Assert.Equal([(3, true)], events.Select(e => (e.Beats(), e.Repeated)));
    }

    [Fact]
    public async Task An_ended_session_stays_ended()
    {
        var tokens = await care.Nurse.SignInAsync();
        await using (await care.ConnectAsync(tokens.Access))
        {
            var admin = (await care.Administrator.TokensAsync()).Access;
            (await care.Api.PostAsync("/api/v1/sessions/end", new { sessionId = tokens.SessionId, preview = false }, admin)).Ok();
        }

        await care.RestartAsync();
        var (status, _) = await care.UpgradeAsync(tokens.Access);
        var refreshed = await SignIn.RefreshAsync(care.Api, tokens.Refresh!);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, status);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refreshed.Status);
    }

    /// <summary>Acknowledgements come by a stream of their own: asks until they have arrived.</summary>
    private static async Task UntilStartAsync(RawConnection connection, SubscribeRequest request, long offset)
    {
        for (var i = 0; i < 60; i++)
            if ((await connection.SubscribeAsync(request with { InvocationId = Guid.NewGuid() })).Start.Offset == offset) return;

        throw new TimeoutException($"Nobody left off at {offset}.");
    }
}
