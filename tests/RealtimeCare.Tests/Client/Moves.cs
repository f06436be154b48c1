using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Subscriptions that are moved from connection to connection while other things happen.</summary>
public sealed class Moves
{
    [Fact]
    public async Task A_subscription_that_begins_and_ends_within_a_move_is_made_again_where_the_others_are()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;

        var following = world.FollowAsync();
        await FakeLinks.SoonAsync(() => world.First.Requests<SubscribeRequest>().Count == 2, "a subscription on the old connection");
        hold.Release();
        await handover;
        await following;

        var second = await world.Links.NextAsync();
        Assert.Equal(world.First.Requests<SubscribeRequest>()[1].SubscriptionId, second.Requests<SubscribeRequest>().Single().SubscriptionId);
        Assert.Equal(2, world.First.Requests<SubscribeRequest>().Count);
    }

    [Fact]
    public async Task A_following_that_begins_and_ends_within_a_move_is_made_again_where_the_others_are()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;

        await using var own = await OwnReader.FollowAsync(world);
        hold.Release();
        await handover;
        var second = await world.Links.NextAsync();

        await FakeLinks.SoonAsync(() => second.Requests<FollowMineRequest>().Count == 1, "the following on the new connection");
        Assert.Equal(own.Id, second.Requests<FollowMineRequest>()[0].FollowId);
    }

    [Fact]
    public async Task Who_stops_following_within_a_move_is_not_followed_behind_it()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, subscription, _) = await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;

        await followed.DisposeAsync();
        hold.Release();
        await handover;
        var second = await world.Links.NextAsync();

        await FakeLinks.SoonAsync(() => second.Requests<UnsubscribeRequest>().Count == 1, "the end on the new connection");
        Assert.Equal(subscription, second.Requests<UnsubscribeRequest>()[0].SubscriptionId);
    }

    [Fact]
    public async Task An_old_connection_takes_nothing_back_from_the_new_one()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;

        world.First.Send(subscription, 5, 6, 6);
        world.First.SendTop(subscription, 6);
        hold.Release();
        await handover;

        // What was noticed meanwhile is asked for where it will come.
        var second = await world.Links.NextAsync();
        await FakeLinks.SoonAsync(() => second.Requests<ResumeRequest>().Count == 2, "the recovery");
        Assert.Empty(world.First.Requests<ResumeRequest>());
    }

    [Fact]
    public async Task A_new_connection_takes_over_behind_the_recovery_that_runs_on_the_old_one()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        world.First.Send(subscription, 5, 6, 6);
        await hold.Reached;

        // The clock stands, or the recovery would be given up.
        var isOpening = false;
        world.Links.Opening = _ => isOpening = true;
        var handover = world.Client.HandOverAsync();
        await FakeLinks.SoonAsync(() => isOpening, "the new connection");
        var second = await world.Links.NextAsync();
        await FakeLinks.SoonAsync(() => second.Requests<AcknowledgeRequest>().Count == 1, "the new connection");
        for (var turn = 0; turn < 100; turn++) await Task.Yield();
        var early = second.Requests<ResumeRequest>().Count;
        hold.Release();
        await handover;

        Assert.Equal((0, 1), (early, second.Requests<ResumeRequest>().Count));
    }

    [Fact]
    public async Task What_is_noticed_once_while_a_recovery_runs_is_recovered_behind_it()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, one, _) = await world.FollowAsync();
        var (_, other, _) = await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        world.First.Send(one, 5, 6, 6);
        await hold.Reached;

        world.First.SendTop(other, 3);
        hold.Release();

        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count == 2, "a second recovery");
    }

    [Fact]
    public async Task What_the_old_connection_was_told_is_told_to_the_new_one()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        world.First.Send(subscription, 0, 2, 1, 2);
        await FakeLinks.SoonAsync(() => world.First.HasAcknowledged, "an acknowledgement");

        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();
        await world.Links.UntilAsync(() => second.HasAcknowledged, "an acknowledgement on the new connection");

        Assert.Equal(2, (await second.AcknowledgedAsync()).Through);
    }

    [Fact]
    public async Task What_came_over_the_old_connection_and_is_handled_later_is_told_to_the_new_one()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var handling = new TaskCompletionSource();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => handling.Task);
        world.First.Send(world.First.Requests<SubscribeRequest>()[0].SubscriptionId, 0, 2, 1, 2);

        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();
        handling.SetResult();
        await world.Links.UntilAsync(() => second.HasAcknowledged, "an acknowledgement on the new connection");

        Assert.Equal(2, (await second.AcknowledgedAsync()).Through);
    }

    [Fact]
    public async Task Late_repeats_of_an_old_connection_set_nothing_back()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();
        second.Send(subscription, 0, 20, 20);
        await FakeLinks.SoonAsync(() => second.HasAcknowledged, "an acknowledgement");
        Assert.Equal(20, (await second.AcknowledgedAsync()).Through);

        world.First.Send(subscription, 0, 15, 15);
        for (var turn = 0; turn < 200; turn++) await Task.Yield();
        second.SendAhead(subscription, 20, 25);

        var urgent = await second.AcknowledgedAsync();
        Assert.Equal((20, 25L), (urgent.Through, urgent.UrgentThrough));
        Assert.Equal([20, 25], seen.Offsets);
    }
}

/// <summary>Keeps what a client asks waiting, once.</summary>
internal sealed class Hold
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public static Hold ResumesOf(ClientWorld world) => Of<ResumeRequest>(world);

    public static Hold Of<T>(ClientWorld world)
    {
        var hold = new Hold();
        world.Links.Calling = async (_, request) =>
        {
            if (request is not T) return;
            hold.reached.TrySetResult();
            await hold.released.Task;
        };
        return hold;
    }

    public void Release() => released.SetResult();
}
