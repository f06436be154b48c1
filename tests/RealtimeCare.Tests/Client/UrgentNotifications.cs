using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Critical events that come ahead of a backlog: shown at once, and once.</summary>
public sealed class UrgentNotifications
{
    [Fact]
    public async Task A_critical_event_is_shown_at_once_and_not_again_in_its_turn()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 1, 1);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 1, "the first");

        world.First.SendAhead(subscription, 1, 5);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 2, "the urgent one");
        world.First.Send(subscription, 1, 6, 2, 5, 6);

        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 4, "the rest");
        Assert.Equal([1, 5, 2, 6], seen.Offsets);
    }

    [Fact]
    public async Task It_overtakes_what_waits_for_a_slow_app()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var busy = new TaskCompletionSource();
        var seen = new List<Notification>();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, async (one, _) =>
        {
            seen.Add(one);
            if (seen.Count == 1) await busy.Task;
        });
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;
        world.First.Send(subscription, 0, 3, 1, 2, 3);
        await FakeLinks.SoonAsync(() => seen.Count == 1, "the first");

        world.First.SendAhead(subscription, 3, 9);
        busy.SetResult();

        await FakeLinks.SoonAsync(() => seen.Count == 4, "all");
        Assert.Equal([(1L, false, 1L), (9, true, 1), (2, false, 2), (3, false, 3)], seen.Select(n => (n.Event.Offset, n.IsUrgent, n.Position.Offset)));
    }

    [Fact]
    public async Task Handling_it_is_acknowledged_by_itself_and_moves_nothing_else()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        world.First.Send(subscription, 0, 1, 1);
        await world.First.AcknowledgedAsync();

        world.First.SendAhead(subscription, 1, 5);
        var ahead = await world.First.AcknowledgedAsync();
        world.First.Send(subscription, 1, 2, 2);
        var next = await world.First.AcknowledgedAsync();

        Assert.Equal((1L, 5L), (ahead.Through, ahead.UrgentThrough));
        Assert.Equal((2L, 5L), (next.Through, next.UrgentThrough));
    }

    [Fact]
    public async Task A_copy_of_what_was_read_or_shown_or_of_another_epoch_is_not_shown()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.SendAhead(subscription, 0, 4);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 1, "the urgent one");

        world.First.SendAhead(subscription, 0, 4);
        world.First.Send(subscription, 0, 4, 1, 4);
        while ((await world.First.AcknowledgedAsync()).Through < 4)
        {
            // Until all of it was handled.
        }
        world.First.SendAhead(subscription, 0, 4);
        world.First.Send(subscription, 4, 5, 5);

        await FakeLinks.SoonAsync(() => seen.Offsets.Contains(5), "the rest");
        Assert.Equal([4, 1, 5], seen.Offsets);
    }

    [Fact]
    public async Task After_a_reconnect_it_is_still_shown_once()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 1, 1);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 1, "the first");
        world.First.SendAhead(subscription, 1, 5);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 2, "the urgent one");

        world.First.End(null);
        var second = await world.Links.NextAsync();
        await FakeLinks.SoonAsync(() => second.Requests<ResumeRequest>().Count == 1, "a resume");
        second.SendAhead(subscription, 1, 5);
        second.Send(subscription, 1, 6, 2, 5, 6);

        await FakeLinks.SoonAsync(() => seen.Offsets.Contains(6), "the rest");
        Assert.Equal(1, second.Requests<ResumeRequest>()[0].Subscriptions.Single().After.Offset);
        Assert.Equal([1, 5, 2, 6], seen.Offsets);
    }

    [Fact]
    public async Task Following_from_its_position_reads_the_backlog_too()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var stream = world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics).GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        await FakeLinks.SoonAsync(() => world.First.Requests<SubscribeRequest>().Count == 1, "a subscription");

        world.First.SendAhead(world.First.Requests<SubscribeRequest>()[0].SubscriptionId, 0, 5);
        await next;

        Assert.Equal((5, 0L, true), (stream.Current.Event.Offset, stream.Current.Position.Offset, stream.Current.IsUrgent));
    }
}
