using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.ClientTesting;

public sealed class FakeCareServerTests
{
    private readonly FakeCareServer server = new();

    [Fact]
    public async Task What_was_pushed_has_been_handled_when_the_push_returns()
    {
        await using var app = await App.FollowsAsync(server);

        var position = await server.DeliverAsync("patient-1", "labs", Lab('a'));
        await server.DeliverAsync("patient-1", "medications", Lab('b'));
        await server.DeliverAsync("patient-2", "labs", Lab('c'));

        Assert.Equal(["patient-1 a"], app.Seen());
        Assert.Equal((position, position), (app.Last.Position, server.Acknowledged("patient-1")));
    }

    [Fact]
    public async Task What_happens_while_nobody_is_connected_comes_afterwards_and_once()
    {
        await using var app = await App.FollowsAsync(server);
        await server.DeliverAsync("patient-1", "labs", Lab('a'));

        server.Drop();
        server.Push("patient-1", "labs", Lab('b'));
        await FakeCareServer.UntilAsync(() => app.Client.Status.State == ConnectionState.Stale, "a stale client");
        var meanwhile = app.Seen();
        await server.UntilConnectedAsync();

        Assert.Equal(["patient-1 a"], meanwhile);
        await app.UntilAsync("patient-1 a", "patient-1 b");
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Time_stands_still_unless_it_is_moved()
    {
        await using var app = await App.FollowsAsync(server);
        var before = server.Time.GetUtcNow();

        server.Drop();
        await FakeCareServer.UntilAsync(() => app.Client.Status.State == ConnectionState.Stale, "a stale client");

        Assert.Equal((before, 1), (server.Time.GetUtcNow(), server.Connections));
    }

    [Fact]
    public async Task A_token_that_expires_costs_nothing_but_a_connection()
    {
        await using var app = await App.FollowsAsync(server);

        server.ExpireToken();
        server.Push("patient-1", "labs", Lab('a'));
        await server.UntilConnectedAsync();

        await app.UntilAsync("patient-1 a");
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_client_hands_over_when_told_and_by_itself_when_time_goes_by()
    {
        await using var app = await App.FollowsAsync(server);

        await server.HandOverAsync();
        await server.DeliverAsync("patient-1", "labs", Lab('a'));
        server.Advance(TimeSpan.FromMinutes(12));
        await FakeCareServer.UntilAsync(() => server.Connections == 3, "a handover by the clock");
        await server.DeliverAsync("patient-1", "labs", Lab('b'));

        await app.UntilAsync("patient-1 a", "patient-1 b");
    }

    [Theory]
    [InlineData(EndReason.Ended)]
    [InlineData(EndReason.Idle)]
    [InlineData(EndReason.HandedOver)]
    public async Task An_ended_session_ends_the_apps_loop_and_nobody_comes_back(EndReason reason)
    {
        await using var app = await App.FollowsAsync(server);

        server.End(reason);
        server.Push("patient-1", "labs", Lab('a'));

        Assert.Equal(reason, (await Assert.ThrowsAsync<SessionEndedException>(() => app.Reading.WaitAsync(TimeSpan.FromSeconds(10)))).Reason);
        server.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((reason, 1, 0), (await app.Client.Ended, server.Connections, app.Seen().Count));
    }

    [Fact]
    public async Task Who_is_denied_is_refused_and_who_follows_already_is_ended()
    {
        await using var app = await App.FollowsAsync(server);

        server.Deny("patient-1");

        var ended = await Assert.ThrowsAsync<SubscriptionEndedException>(() => app.Reading.WaitAsync(TimeSpan.FromSeconds(10)));
        var refused = await Assert.ThrowsAsync<CareException>(() => app.Client.SnapshotAsync(PatientReference.ById("patient-1"), ["labs"]));
        Assert.Equal((SubscriptionEnd.AccessWithdrawn, ErrorCode.Forbidden), (ended.Reason, refused.Error.Code));
    }

    [Fact]
    public async Task A_client_that_comes_back_is_live_when_it_has_read_what_there_was()
    {
        await using var app = await App.FollowsAsync(server);
        server.Drop();
        server.Push("patient-1", "labs", Lab('a'));
        server.Push("patient-1", "medications", Lab('b'));

        await server.UntilConnectedAsync();

        await FakeCareServer.UntilAsync(() => app.Client.Status.State == ConnectionState.Live, "a live client");
        Assert.Equal(["patient-1 a"], app.Seen());
    }

    [Fact]
    public async Task What_happens_to_a_suspended_app_comes_when_it_is_resumed()
    {
        await using var app = await App.FollowsAsync(server);
        await app.Client.SuspendAsync();

        await server.DeliverAsync("patient-1", "labs", Lab('a'));
        server.Advance(TimeSpan.FromHours(1));
        await server.UntilConnectedAsync();
        var meanwhile = app.Seen();
        await app.Client.ResumeAsync();

        await app.UntilAsync("patient-1 a");
        Assert.Equal((0, 2), (meanwhile.Count, server.Connections));
    }

    [Fact]
    public async Task Own_patients_come_and_go_also_while_nobody_is_connected()
    {
        server.Assign("patient-1");
        await using var app = await App.FollowsMineAsync(server);
        await app.UntilAsync("patient-1 joined");
        await server.DeliverAsync("patient-1", "labs", Lab('a'));

        server.Drop();
        server.Discharge("patient-1");
        server.Assign("patient-2");
        server.Push("patient-2", "labs", Lab('b'));
        await FakeCareServer.UntilAsync(() => app.Client.Status.State == ConnectionState.Stale, "a stale client");
        await server.UntilConnectedAsync();

        await FakeCareServer.UntilAsync(() => app.Seen().Count == 5, "five updates");
        Assert.Equal(
            ["patient-1 a", "patient-1 joined", "patient-1 left Ended", "patient-2 b", "patient-2 joined"], app.Seen().Order(StringComparer.Ordinal));
        server.Deny("patient-2");
        await FakeCareServer.UntilAsync(() => app.Seen()[^1] == "patient-2 left Denied", "the other patient leaving");
    }

    [Fact]
    public async Task A_server_that_refuses_is_tried_again_when_it_asked_to()
    {
        await using var app = await App.FollowsAsync(server);
        server.Refuse(503, TimeSpan.FromMinutes(1));
        server.Drop();
        await UntilRefusedAsync(app.Client);

        server.Accept();
        var before = server.Time.GetUtcNow();
        await server.UntilConnectedAsync();

        Assert.InRange(server.Time.GetUtcNow() - before, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(70));
    }

    // The clock moves on only when the client had every chance to see where it stood.
    private async Task UntilRefusedAsync(RealtimeCareClient client)
    {
        for (var second = 0; client.Status.Fault != ConnectionFault.Busy && second < 60; second++)
        {
            server.Advance(TimeSpan.FromSeconds(1));
            for (var turn = 0; turn < 1_000 && client.Status.Fault != ConnectionFault.Busy; turn++) await Task.Yield();
        }

        Assert.Equal(ConnectionFault.Busy, client.Status.Fault);
    }

    [Fact]
    public async Task A_first_connection_fails_as_it_would_at_the_real_server()
    {
        await using var client = server.CreateClient();

        server.BeUnreachable();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.ConnectAsync());
        server.Refuse(429, TimeSpan.FromSeconds(3));
        var later = await Assert.ThrowsAsync<CareException>(() => client.ConnectAsync());
        server.Accept();
        await client.ConnectAsync();

        Assert.Equal((ErrorCode.RateLimited, 3000), (later.Error.Code, later.Error.RetryAfterMs));
    }

    [Fact]
    public async Task What_was_pushed_can_be_corrected_and_taken_back()
    {
        await using var app = await App.FollowsAsync(server);
        var first = await server.DeliverAsync("patient-1", "labs", Lab('a'));

        server.Correct("patient-1", first, Lab('b'));
        server.Retract("patient-1", first);

        await app.UntilAsync("patient-1 a", "b instead of 1", "takes back 1");
        await using var late = await App.FollowsAsync(server, from: FollowFrom.Start);
        await late.UntilAsync("b instead of 1", "takes back 1");
    }

    [Fact]
    public async Task Of_state_a_late_follower_gets_the_latest()
    {
        var state = new PushOptions { Class = EventClass.State };
        server.Push("patient-1", "vitals", Lab('a'), state);
        server.Push("patient-1", "vitals", Lab('b'), state);

        await using var app = await App.FollowsAsync(server);

        await app.UntilAsync("patient-1 b");
        await server.DeliverAsync("patient-1", "vitals", Lab('c'), state);
        await app.UntilAsync("patient-1 b", "patient-1 c");
    }

    [Fact]
    public async Task What_the_app_reports_is_told_to_the_test()
    {
        await using var app = await App.FollowsAsync(server);
        await server.DeliverAsync("patient-1", "labs", Lab('a'), new PushOptions { AcknowledgeWithin = TimeSpan.FromMinutes(5) });

        await app.Client.ReportSeenAsync(app.Last);

        Assert.Equal([new AppReport("patient-1", 1, ReceiptLevel.Seen)], server.Reports);
    }

    [Fact]
    public async Task A_stream_that_is_gone_must_be_loaded_afresh()
    {
        await using var app = await App.FollowsAsync(server);

        server.Rebuild("patient-1");

        var ended = await Assert.ThrowsAsync<SubscriptionEndedException>(() => app.Reading.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(SubscriptionEnd.ReloadRequired, ended.Reason);
    }

    [Fact]
    public async Task The_test_says_what_is_answered_to_any_other_call()
    {
        await using var app = await App.ConnectedAsync(server);
        server.Answer<EndBreakGlassRequest, Done>(_ => throw new CareException(new CareError(ErrorCode.Forbidden, "Not permitted.", "-")));

        var refused = await Assert.ThrowsAsync<CareException>(() => app.Client.EndBreakGlassAsync(Guid.NewGuid()));
        var unknown = await Assert.ThrowsAsync<NotSupportedException>(() => app.Client.AttestAsync(Guid.NewGuid(), "text"));

        Assert.Equal(ErrorCode.Forbidden, refused.Error.Code);
        Assert.Contains(nameof(AttestBreakGlassRequest), unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_apps_own_clock_serves_as_well()
    {
        var time = new FakeTimeProvider();
        var own = new FakeCareServer(time, time.Advance);
        await using var app = await App.FollowsAsync(own);

        own.Drop();
        own.Push("patient-1", "labs", Lab('a'));
        await own.UntilConnectedAsync();

        await app.UntilAsync("patient-1 a");
        Assert.Throws<InvalidOperationException>(() => new FakeCareServer(time).Advance(TimeSpan.FromSeconds(1)));
    }

    private static FhirJson Lab(char text) => FhirJson.Parse($$"""{"resourceType":"Observation","code":{"text":"K"},"note":"{{text}}"}""");
}
