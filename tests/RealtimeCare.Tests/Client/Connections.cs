using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

public sealed class Connections
{
    [Fact]
    public async Task A_connected_client_is_live()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
        Assert.Single(world.First.Requests<AcknowledgeRequest>());
    }

    [Fact]
    public async Task A_first_connection_that_fails_is_the_apps_to_see_and_to_repeat()
    {
        await using var world = ClientWorld.NotConnected();
        world.Links.Opening = _ => throw new HttpRequestException();

        await Assert.ThrowsAsync<HttpRequestException>(() => world.Client.ConnectAsync());
        world.Links.Opening = null;
        await world.Client.ConnectAsync();

        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task Whoever_calls_while_the_first_connection_fails_is_told_so()
    {
        await using var world = ClientWorld.NotConnected();
        Task? call = null;
        world.Links.Opening = _ =>
        {
            call = world.Client.ReportActivityAsync();
            throw new HttpRequestException();
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => world.Client.ConnectAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => call!.WaitAsync(TimeSpan.FromSeconds(10)));
        world.Links.Opening = null;
        await world.Client.ConnectAsync();

        await world.Client.ReportActivityAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_first_connection_that_breaks_is_told_in_words_that_an_app_knows()
    {
        await using var world = ClientWorld.NotConnected();
        world.Links.Opening = _ => throw new LinkLostException();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => world.Client.ConnectAsync());
        world.Links.Opening = _ => throw new UpgradeRefusedException(503, TimeSpan.FromSeconds(2), null);
        var later = await Assert.ThrowsAsync<CareException>(() => world.Client.ConnectAsync());

        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
        Assert.Equal((ErrorCode.Unavailable, (int?)2000), (later.Error.Code, later.Error.RetryAfterMs));
    }

    [Fact]
    public async Task The_connection_is_handed_over_ahead_of_the_tokens_end()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var began = world.Links.Time.GetUtcNow();

        var second = await world.Links.NextAsync();

        var after = world.Links.Time.GetUtcNow() - began;
        // How late at most is the backoff's own test: here the clock may run on while a busy machine opens the connection.
        Assert.True(after >= TimeSpan.FromMinutes(15 * 0.7), $"handed over after {after}");
        await FakeLinks.SoonAsync(() => world.First.IsDisposed, "the first connection's end");
        Assert.Equal((1, false), (world.Tokens.Renewed, second.IsDisposed));
        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task A_handover_that_fails_is_tried_again_on_the_living_connection()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var refusals = 2;
        world.Links.Opening = _ => { if (refusals-- > 0) throw new HttpRequestException(); };

        await world.Links.NextAsync();

        Assert.Equal(-1, refusals);
        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task A_handover_that_was_asked_for_and_fails_is_told_in_words_that_an_app_knows()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var refusals = 2;
        world.Links.Opening = _ => throw (refusals-- == 2 ? new LinkLostException() : new UpgradeRefusedException(429, TimeSpan.FromSeconds(2), null));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => world.Client.HandOverAsync());
        var later = await Assert.ThrowsAsync<CareException>(() => world.Client.HandOverAsync());

        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
        Assert.Equal((ErrorCode.RateLimited, (int?)2000), (later.Error.Code, later.Error.RetryAfterMs));
        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task A_handover_that_fails_after_the_upgrade_keeps_its_new_token_for_the_next_try()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var refusals = 2;
        world.Links.Calling = (_, request) => request is ResumeRequest && refusals-- > 0 ? throw new TimeoutException() : Task.CompletedTask;

        for (var link = 0; link < 3; link++) await world.Links.NextAsync();

        await FakeLinks.SoonAsync(() => refusals < 0, "a handover");
        Assert.Equal(1, world.Tokens.Renewed);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_however_long_it_takes()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        List<ConnectionState> states = [];
        world.Client.StatusChanged += (_, status) => states.Add(status.State);
        var refusals = 50;
        world.Links.Opening = _ => { if (refusals-- > 0) throw new UpgradeRefusedException(503, null, null); };

        world.First.End(null);
        await world.Links.NextAsync();

        await FakeLinks.SoonAsync(() => states is [.., ConnectionState.Live], "a live client");
        Assert.Equal([ConnectionState.Stale, ConnectionState.Stale, ConnectionState.Live], states);
    }

    [Fact]
    public async Task A_servers_wait_is_honoured()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var began = world.Links.Time.GetUtcNow();

        world.First.End(EndReason.Shutdown, TimeSpan.FromSeconds(40));
        await world.Links.NextAsync();

        Assert.True(world.Links.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(40));
    }

    [Theory]
    [InlineData(EndReason.Ended)]
    [InlineData(EndReason.Idle)]
    [InlineData((EndReason)3999)]
    public async Task A_session_that_ended_is_over_for_good(EndReason reason)
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, _, _) = await world.FollowAsync();

        world.First.End(reason);

        Assert.Equal(reason, await world.Client.Ended);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.SignedOut, "signed out");
        Assert.Equal(reason, world.Client.Status.Because);
        Assert.Equal(reason, (await Assert.ThrowsAsync<SessionEndedException>(() => followed.Completion)).Reason);
        await Assert.ThrowsAsync<SessionEndedException>(() => world.Client.ReportActivityAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => world.Client.ConnectAsync());
    }

    [Fact]
    public async Task A_token_refused_at_the_door_is_renewed_once()
    {
        await using var world = ClientWorld.NotConnected();
        world.Links.Opening = token => { if (token.Value == "access-0") throw new UpgradeRefusedException(401, null, null); };

        await world.Client.ConnectAsync();

        Assert.Equal((ConnectionState.Live, 1), (world.Client.Status.State, world.Tokens.Renewed));
    }

    [Fact]
    public async Task A_fresh_token_refused_at_the_door_is_the_end()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Opening = _ => throw new UpgradeRefusedException(401, null, null);

        world.First.End(null);

        Assert.Equal(EndReason.Revoked, await world.Links.UntilAsync(world.Client.Ended, "an end"));
    }

    [Fact]
    public async Task A_sign_in_that_gives_no_token_any_more_is_the_end()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Tokens.Renewing = () => throw new CareException(new CareError(ErrorCode.SessionEnded, "", ""));

        Assert.Equal(EndReason.Revoked, await world.Links.UntilAsync(world.Client.Ended, "an end"));
    }

    [Fact]
    public async Task A_token_server_that_is_down_is_waited_for()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var refusals = 3;
        world.Tokens.Renewing = () => { if (refusals-- > 0) throw new CareException(new CareError(ErrorCode.Unavailable, "", "")); };

        await world.Links.NextAsync();

        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task A_server_that_drops_every_connection_is_come_back_to_ever_more_slowly()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var began = world.Links.Time.GetUtcNow();

        var link = world.First;
        for (var i = 0; i < 20; i++)
        {
            link.End(null);
            link = await world.Links.NextAsync();
        }

        // Fifteen of the waits are drawn from half a minute.
        Assert.True(world.Links.Time.GetUtcNow() - began > TimeSpan.FromSeconds(75));
    }

    [Fact]
    public async Task Somebody_elses_takeover_stops_the_client_instead_of_fighting_for_the_session()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        world.First.End(EndReason.HandedOver);

        Assert.Equal(EndReason.HandedOver, await world.Client.Ended);
    }

    [Fact]
    public async Task Busy_is_repeated_under_the_same_invocation_id()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var refusals = 2;
        world.Links.Calling = (_, _) => refusals-- > 0 ? throw new CareException(new CareError(ErrorCode.Busy, "", "", 50)) : Task.CompletedTask;

        await world.Links.UntilAsync(world.Client.ReportActivityAsync(), "an answer");

        var requests = world.First.Requests<ReportActivityRequest>();
        Assert.Equal(3, requests.Count);
        Assert.Single(requests.Select(r => r.InvocationId).Distinct());
    }

    [Fact]
    public async Task A_call_that_lost_its_connection_is_repeated_on_the_next_with_its_token()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Calling = (link, _) =>
        {
            if (link != world.First) return Task.CompletedTask;
            link.End(null);
            throw new LinkLostException();
        };

        var answered = world.Client.ReportActivityAsync();
        var second = await world.Links.NextAsync();
        await world.Links.UntilAsync(answered, "an answer");

        var (before, after) = (world.First.Requests<ReportActivityRequest>().Single(), second.Requests<ReportActivityRequest>().Single());
        Assert.Equal(before.InvocationId, after.InvocationId);
        Assert.Equal(("token-1", "token-2"), (before.ConnectionToken, after.ConnectionToken));
    }

    [Fact]
    public async Task A_disposed_client_lets_everything_go()
    {
        var world = await ClientWorld.ConnectedAsync();
        var (followed, _, _) = await world.FollowAsync();

        await world.Client.DisposeAsync();
        await world.Client.DisposeAsync();

        await followed.Completion;
        Assert.True(world.First.IsDisposed);
        Assert.True(world.Client.Ended.IsCanceled);
    }
}
