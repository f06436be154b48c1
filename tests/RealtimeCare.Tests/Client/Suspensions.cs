using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>An app that is sent to the background and comes back.</summary>
public sealed class Suspensions
{
    [Fact]
    public async Task A_suspended_client_says_what_was_handled_and_lets_the_connection_go()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Tops = (5, 3);
        var (_, subscription, _) = await world.FollowAsync();
        // An acknowledgement of no event waits for others, as long as the clock stands.
        world.First.Send(Batches.Of(subscription, 0, 5, [], stateThrough: 3));
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "the batch");

        await world.Client.SuspendAsync();

        var said = await world.First.AcknowledgedAsync();
        Assert.Equal((5, 3), (said.Through, said.StateThrough));
        Assert.Equal((ConnectionState.Suspended, true), (world.Client.Status.State, world.First.IsDisposed));
    }

    [Fact]
    public async Task Nothing_happens_while_it_is_suspended()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        await world.Client.SuspendAsync();
        var asked = world.Tokens.Asked;
        var opened = 0;
        world.Links.Opening = _ => opened++;

        for (var minute = 0; minute < 120; minute++)
        {
            world.Links.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal((0, asked), (opened, world.Tokens.Asked));
        Assert.Equal(ConnectionState.Suspended, world.Client.Status.State);
    }

    [Fact]
    public async Task A_resumed_client_connects_at_once_and_takes_all_up_where_it_was_left()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, subscription, seen) = await world.FollowAsync();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => Task.CompletedTask);
        world.First.Send(subscription, 0, 2, 1, 2);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 2, "two events");
        var told = new Told(world.Client);

        await world.Client.SuspendAsync();
        world.Links.Time.Advance(TimeSpan.FromMinutes(20));
        world.Links.Tops = (4, 0);
        await world.Client.ResumeAsync();
        var second = await world.Links.NextAsync();
        foreach (var resumed in second.Requests<ResumeRequest>().Single().Subscriptions)
            second.Send(resumed.SubscriptionId, resumed.After.Offset, 4, 3, 4);

        await told.UntilAsync(ConnectionState.Live);
        Assert.Equal(2, second.Requests<ResumeRequest>().Single().Subscriptions.Count);
        Assert.Equal([1, 2, 3, 4], seen.Offsets);
        Assert.Equal([ConnectionState.Suspended, ConnectionState.Stale, ConnectionState.CatchingUp, ConnectionState.Live], told.States);
        Assert.Equal(told.All[0].Since, told.All[1].Since);
        Assert.False(followed.Completion.IsCompleted);
    }

    [Fact]
    public async Task What_was_handled_during_the_suspension_is_said_on_the_next_connection()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var handling = new TaskCompletionSource();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => handling.Task);
        world.First.Send(world.First.Requests<SubscribeRequest>()[0].SubscriptionId, 0, 2, 1, 2);

        await world.Client.SuspendAsync();
        handling.SetResult();
        await world.Client.ResumeAsync();
        var second = await world.Links.NextAsync();
        // Whoever is slow to handle says so one by one.
        long through = 0;
        await world.Links.RetriedAsync(() => (through = second.TakeLastAcknowledged()?.Through ?? through) >= 2, "an acknowledgement of both");

        Assert.False(world.First.HasAcknowledged);
        Assert.Equal(2, through);
    }

    [Fact]
    public async Task Calls_fail_at_once_also_those_that_run()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Calling = async (link, _) =>
        {
            await link.Ended;
            throw new LinkLostException();
        };
        var running = world.Client.ReportActivityAsync();

        await world.Client.SuspendAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.ReportActivityAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.HandOverAsync());
    }

    [Fact]
    public async Task Suspending_and_resuming_may_be_repeated_and_mixed()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        await Task.WhenAll(world.Client.SuspendAsync(), world.Client.SuspendAsync());
        await Task.WhenAll(world.Client.ResumeAsync(), world.Client.ResumeAsync());
        await world.Client.ResumeAsync();
        for (var i = 0; i < 20; i++) await Task.WhenAll(Quietly(world.Client.SuspendAsync()), Quietly(world.Client.ResumeAsync()));
        await world.Client.ResumeAsync();

        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
        await world.Client.ReportActivityAsync();

        // Whoever waits for a connection is told when there will be none.
        static async Task Quietly(Task task)
        {
            try
            {
                await task;
            }
            catch (InvalidOperationException)
            {
            }
        }
    }

    [Fact]
    public async Task Whoever_resumes_without_a_network_is_stale_until_there_is_one()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.Client.SuspendAsync();
        var refusals = 20;
        world.Links.Opening = _ => { if (refusals-- > 0) throw new HttpRequestException(); };

        using var impatient = new CancellationTokenSource();
        var given = world.Client.ResumeAsync(impatient.Token);
        await FakeLinks.SoonAsync(() => world.Client.Status.Fault == ConnectionFault.Unreachable, "a fault");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.WaitAsync(TimeSpan.FromSeconds(10)));
        var resumed = world.Client.ResumeAsync();
        await world.Links.UntilAsync(() => resumed.IsCompleted, "a connection");

        await resumed;
        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_is_over_for_good()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, _, _) = await world.FollowAsync();
        await world.Client.SuspendAsync();
        world.Links.Opening = _ => throw new UpgradeRefusedException(401, null, null);

        await Assert.ThrowsAsync<SessionEndedException>(() => world.Client.ResumeAsync());

        await Assert.ThrowsAsync<SessionEndedException>(() => followed.Completion.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((EndReason.Revoked, ConnectionState.SignedOut), (await world.Client.Ended, world.Client.Status.State));
        await Assert.ThrowsAsync<SessionEndedException>(() => world.Client.ResumeAsync());
        await world.Client.SuspendAsync();
        Assert.Equal(ConnectionState.SignedOut, world.Client.Status.State);
    }

    [Fact]
    public async Task An_end_that_was_told_before_the_suspension_counts()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        world.First.End(EndReason.Ended);
        await world.Client.SuspendAsync();

        Assert.Equal(EndReason.Ended, await world.Client.Ended);
    }

    [Fact]
    public async Task A_handover_or_a_reconnect_that_runs_is_broken_off()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        var inHandover = new TaskCompletionSource();
        world.Links.Calling = async (link, request) =>
        {
            if (request is not ResumeRequest) return;
            inHandover.TrySetResult();
            await link.Ended;
            throw new LinkLostException();
        };
        var handover = world.Client.HandOverAsync();
        await inHandover.Task;
        var second = await world.Links.NextAsync();
        // The opener waits for nothing but its connection; it is cut as the operating system would.
        second.End(null);

        await world.Client.SuspendAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => handover.WaitAsync(TimeSpan.FromSeconds(10)));
        world.Links.Calling = null;
        await world.Client.ResumeAsync();
        var third = await world.Links.NextAsync();
        third.Send(subscription, 0, 1, 1);

        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 1, "the event");
        Assert.True(world.First.IsDisposed && second.IsDisposed);
        third.End(null);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Stale, "a stale client");
        await world.Client.SuspendAsync();
        Assert.Equal(ConnectionState.Suspended, world.Client.Status.State);
    }

    [Fact]
    public async Task A_handover_that_is_broken_off_after_the_server_let_the_old_connection_go_is_not_the_end()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, _, _) = await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;
        world.First.End(EndReason.HandedOver);

        await world.Client.SuspendAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => handover.WaitAsync(TimeSpan.FromSeconds(10)));
        var suspended = world.Client.Status.State;
        hold.Release();
        await world.Client.ResumeAsync();

        Assert.Equal((ConnectionState.Suspended, ConnectionState.Live), (suspended, world.Client.Status.State));
        Assert.False(followed.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_connection_that_does_not_close_keeps_nobody_waiting_who_breaks_a_handover_off()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        _ = world.Client.HandOverAsync();
        await hold.Reached;
        var closing = new TaskCompletionSource();
        world.Links.Closing = closing.Task;

        var suspended = world.Client.SuspendAsync();
        await world.Links.UntilAsync(() => suspended.IsCompleted, "a suspended client");

        await suspended;
        Assert.Equal(ConnectionState.Suspended, world.Client.Status.State);
        closing.SetResult();
    }

    [Fact]
    public async Task A_first_connection_that_is_being_made_is_broken_off_at_once()
    {
        await using var world = ClientWorld.NotConnected();
        using var deaf = TokenSource.From((_, _) => new TaskCompletionSource<AccessToken>().Task, world.Links.Time);
        var options = world.Options();
        options.Tokens = deaf;
        await using var client = new RealtimeCareClient(options, world.Links);
        var connecting = client.ConnectAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.SuspendAsync().WaitAsync(TimeSpan.FromSeconds(10)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(ConnectionState.Disconnected, client.Status.State);
    }

    [Fact]
    public async Task A_suspended_client_can_be_disposed()
    {
        var world = await ClientWorld.ConnectedAsync();
        var (followed, _, _) = await world.FollowAsync();
        await world.Client.SuspendAsync();

        await world.Client.DisposeAsync();

        await followed.Completion;
        Assert.Equal(ConnectionState.Disconnected, world.Client.Status.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.Client.ResumeAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.Client.SuspendAsync());
    }

    [Fact]
    public async Task Only_what_was_connected_can_be_suspended()
    {
        await using var world = ClientWorld.NotConnected();

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.SuspendAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.ResumeAsync());
    }
}
