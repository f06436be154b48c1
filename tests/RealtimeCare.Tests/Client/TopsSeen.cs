using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>A batch that got lost on a living connection is noticed by how far the server says that it has sent.</summary>
public sealed class TopsSeen
{
    [Fact]
    public async Task Who_stands_before_a_top_resumes_from_there()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 1, 1);

        world.First.SendTop(subscription, 3);

        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count == 1, "a resume");
        Assert.Equal(1, world.First.Requests<ResumeRequest>()[0].Subscriptions.Single().After.Offset);
        world.First.Send(subscription, 1, 3, 2, 3);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 3, "what was lost");
        Assert.Equal([1, 2, 3], seen.Offsets);
    }

    [Fact]
    public async Task A_state_that_got_lost_is_noticed_too()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        world.First.Send(Batches.Of(subscription, 0, 0, [Batches.State(4)], stateThrough: 4));

        world.First.SendTop(subscription, 0, stateThrough: 6);

        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count == 1, "a resume");
        Assert.Equal(4, world.First.Requests<ResumeRequest>()[0].Subscriptions.Single().StateAfter);
    }

    [Fact]
    public async Task Who_has_read_everything_or_left_does_nothing()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, seen) = await world.FollowAsync();
        world.First.Send(subscription, 0, 3, 1, 3);

        world.First.SendTop(subscription, 3);
        world.First.SendTop(subscription, 2);
        world.First.SendTop(Guid.NewGuid(), 9);
        world.First.Send(subscription, 3, 4, 4);

        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 3, "all");
        Assert.Empty(world.First.Requests<ResumeRequest>());
    }

    [Fact]
    public async Task What_a_slow_app_turned_away_is_no_loss()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var busy = new TaskCompletionSource();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => busy.Task);
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;
        for (var i = 0; i < 2000; i++) world.First.Send(subscription, i, i + 1, i + 1);

        world.First.SendTop(subscription, 2000);

        Assert.Empty(world.First.Requests<ResumeRequest>());
        busy.SetResult();
    }
}
