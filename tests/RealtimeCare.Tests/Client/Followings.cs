using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

public sealed class Followings
{
    [Fact]
    public async Task Asking_for_the_next_notification_acknowledges_the_one_before()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var stream = world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics).GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        var subscription = await SubscribedAsync(world);
        world.First.Send(subscription, 0, 3, 1, 2);

        Assert.True(await next);
        Assert.Equal((1, 7, "patient"), (stream.Current.Position.Offset, stream.Current.Position.Epoch, stream.Current.PatientId));
        Assert.False(world.First.HasAcknowledged);
        await stream.MoveNextAsync();
        var waiting = stream.MoveNextAsync();

        var first = await world.First.AcknowledgedAsync();
        var acknowledged = await world.First.AcknowledgedAsync();
        Assert.Equal((subscription, 1, 3), (acknowledged.SubscriptionId, first.Through, acknowledged.Through));
        world.First.Send(subscription, 3, 4, 4);
        Assert.True(await waiting);
    }

    [Fact]
    public async Task A_handover_goes_on_where_the_app_has_read_without_gap_or_repeat()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 2, 1, 2);
        world.Links.Calling = (_, request) =>
        {
            // The old connection is served while the new one is being adopted.
            if (request is ResumeRequest) world.First.Send(subscription, 2, 4, 3, 4);
            return Task.CompletedTask;
        };

        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();
        second.Send(subscription, 2, 5, 3, 4, 5);

        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 5, "five notifications");
        Assert.Equal([1, 2, 3, 4, 5], seen.Offsets);
        var resumed = second.Requests<ResumeRequest>().Single().Subscriptions.Single();
        Assert.Equal((subscription, "patient", 2), (resumed.SubscriptionId, resumed.PatientId, resumed.After.Offset));
    }

    [Fact]
    public async Task An_acknowledgement_goes_to_the_connection_that_brought_the_event()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();

        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();
        second.Send(subscription, 0, 2, 1, 2);

        Assert.Equal(1, (await second.AcknowledgedAsync()).Through);
        Assert.Equal(2, (await second.AcknowledgedAsync()).Through);
        Assert.False(world.First.HasAcknowledged);
    }

    [Fact]
    public async Task A_batch_of_repeats_alone_is_acknowledged_since_it_fills_the_window()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 2, 1, 2);
        while ((await world.First.AcknowledgedAsync()).Through < 2)
        {
            // Each event is acknowledged by itself.
        }

        world.First.Send(subscription, 0, 2, 1, 2);

        Assert.Equal(2, (await world.First.AcknowledgedAsync()).Through);
        Assert.Equal([1, 2], seen.Offsets);
    }

    [Fact]
    public async Task A_gap_is_closed_by_resuming_on_the_same_connection()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 1, 1);

        world.First.Send(subscription, 2, 3, 3);

        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count == 1, "a resume");
        Assert.Equal(1, world.First.Requests<ResumeRequest>()[0].Subscriptions.Single().After.Offset);
        world.First.Send(subscription, 1, 3, 2, 3);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 3, "three notifications");
        Assert.Equal([1, 2, 3], seen.Offsets);
    }

    [Fact]
    public async Task A_gap_that_resuming_does_not_close_ends_that_following_and_no_other()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, subscription, _) = await world.FollowAsync();
        var (other, _, _) = await world.FollowAsync();
        world.First.Send(subscription, 2, 3, 3);
        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count == 1, "a resume");

        await FakeLinks.SoonAsync(() =>
        {
            world.First.Send(subscription, 2, 3, 3);
            return followed.Completion.IsCompleted;
        }, "the end of following");

        Assert.Equal(SubscriptionEnd.ReloadRequired, (await EndOf(followed)).Reason);
        await FakeLinks.SoonAsync(() => world.First.Requests<UnsubscribeRequest>().Count > 0, "its end on the server");
        Assert.All(world.First.Requests<UnsubscribeRequest>(), one => Assert.Equal(subscription, one.SubscriptionId));
        Assert.Equal(2, world.First.Requests<ResumeRequest>().Count);
        Assert.False(other.Completion.IsCompleted || world.First.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_reconnect_resumes_all_in_one_call_and_drops_what_is_no_longer_permitted()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (kept, _, _) = await world.FollowAsync();
        var (denied, deniedId, _) = await world.FollowAsync();
        var (reload, reloadId, _) = await world.FollowAsync();
        world.Links.Resuming = one => one.SubscriptionId == deniedId ? ResumeStatus.Denied
            : one.SubscriptionId == reloadId ? ResumeStatus.Reload : ResumeStatus.Resumed;

        world.First.End(null);
        var second = await world.Links.NextAsync();

        var (first, next) = (await EndOf(denied), await EndOf(reload));
        Assert.Equal((SubscriptionEnd.AccessWithdrawn, SubscriptionEnd.ReloadRequired), (first.Reason, next.Reason));
        Assert.Equal(3, second.Requests<ResumeRequest>().Single().Subscriptions.Count);
        Assert.False(kept.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_stream_that_fell_behind_what_is_kept_ends_with_what_was_missed()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, id, _) = await world.FollowAsync();
        var gap = new Gap { From = 4, To = 9, Reason = GapReason.Retention };

        world.First.Send(new ReloadRequired { SubscriptionId = id, Gap = gap });

        var ended = await EndOf(followed);
        Assert.Equal((SubscriptionEnd.ReloadRequired, gap), (ended.Reason, ended.Gap));
    }

    [Fact]
    public async Task Withdrawn_access_ends_that_one_and_purges_what_waits()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var busy = new TaskCompletionSource();
        var handled = 0;
        var followed = await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, async (_, _) =>
        {
            handled++;
            await busy.Task;
        });
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;
        world.First.Send(subscription, 0, 3, 1, 2, 3);
        await FakeLinks.SoonAsync(() => handled == 1, "a notification");

        world.First.Send(new AccessChanged { SubscriptionId = subscription, Permitted = false });
        busy.SetResult();

        Assert.Equal(SubscriptionEnd.AccessWithdrawn, (await EndOf(followed)).Reason);
        Assert.Equal(1, handled);
        Assert.Equal(RealtimeCare.Client.ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task What_is_taken_back_while_it_waits_is_not_shown_any_more()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var stream = world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics).GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        var subscription = await SubscribedAsync(world);
        world.First.Send(subscription, 0, 2, 1, 2);
        await next;
        world.First.Send(Batches.Of(subscription, 2, 3, [Batches.Durable(3) with { Retracts = 2 }]));

        await stream.MoveNextAsync();

        Assert.Equal((3, 2L), (stream.Current.Position.Offset, stream.Current.Event.Retracts));
    }

    [Fact]
    public async Task A_slow_handler_never_holds_the_receive_loop()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var busy = new TaskCompletionSource();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => busy.Task);
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;

        for (var i = 0; i < 2000; i++) world.First.Send(subscription, i, i + 1, i + 1);

        Assert.False(world.First.HasAcknowledged);
        busy.SetResult();
        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count > 0, "a resume for what was turned away");
        Assert.InRange(world.First.Requests<ResumeRequest>()[0].Subscriptions[0].After.Offset, 1024, 1030);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_its_following_unacknowledged()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var followed = await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => throw new InvalidDataException());
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;

        world.First.Send(subscription, 0, 1, 1);

        await Assert.ThrowsAsync<InvalidDataException>(() => followed.Completion);
        Assert.False(world.First.HasAcknowledged);
        Assert.Equal(subscription, world.First.Requests<UnsubscribeRequest>().Single().SubscriptionId);
    }

    [Fact]
    public async Task Leaving_the_loop_stops_following()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        using var leave = new CancellationTokenSource();
        var stream = world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, cancellationToken: leave.Token).GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        var subscription = await SubscribedAsync(world);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(subscription, world.First.Requests<UnsubscribeRequest>().Single().SubscriptionId);
    }

    [Fact]
    public async Task A_subscription_granted_while_others_were_moved_is_made_again_where_they_are_now()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var moving = 1;
        world.Links.Calling = async (_, request) =>
        {
            if (request is SubscribeRequest && Interlocked.Exchange(ref moving, 0) == 1) await world.Client.HandOverAsync();
        };

        await world.FollowAsync();

        var second = await world.Links.NextAsync();
        var (before, after) = (world.First.Requests<SubscribeRequest>()[1], second.Requests<SubscribeRequest>().Single());
        Assert.Equal(before.SubscriptionId, after.SubscriptionId);
        Assert.Equal(new Position { Epoch = 7, Offset = 0 }, after.After);
    }

    [Fact]
    public async Task A_refused_subscription_is_thrown_and_forgotten()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Calling = (_, request) => request is SubscribeRequest
            ? throw new RealtimeCare.Client.CareException(new CareError(ErrorCode.Forbidden, "", "")) : Task.CompletedTask;

        var refusal = await Assert.ThrowsAsync<RealtimeCare.Client.CareException>(() => world.FollowAsync());
        await world.Client.HandOverAsync();

        Assert.Equal(ErrorCode.Forbidden, refusal.Error.Code);
        Assert.Empty((await world.Links.NextAsync()).Requests<ResumeRequest>());
    }

    private static async Task<Guid> SubscribedAsync(ClientWorld world)
    {
        await FakeLinks.SoonAsync(() => world.First.Requests<SubscribeRequest>().Count == 1, "a subscription");
        return world.First.Requests<SubscribeRequest>()[0].SubscriptionId;
    }

    private static Task<SubscriptionEndedException> EndOf(FollowedPatient followed) =>
        Assert.ThrowsAsync<SubscriptionEndedException>(() => followed.Completion);
}
