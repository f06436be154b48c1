using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>What nobody follows any more is ended on the server, and never acknowledged: nobody has handled it.</summary>
public sealed class Leavings
{
    private static readonly Guid Unknown = Guid.NewGuid();

    [Fact]
    public async Task What_nobody_follows_is_ended_and_not_acknowledged()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        world.First.Send(Unknown, 0, 3, 1, 2, 3);

        await FakeLinks.SoonAsync(() => world.First.Requests<UnsubscribeRequest>().Count == 1, "its end");
        world.Links.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Unknown, world.First.Requests<UnsubscribeRequest>()[0].SubscriptionId);
        Assert.False(world.First.HasAcknowledged);
    }

    [Fact]
    public async Task It_is_asked_for_once_at_a_time_and_again_when_the_server_goes_on()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var hold = Hold.Of<UnsubscribeRequest>(world);

        for (var i = 0; i < 5; i++) world.First.Send(Unknown, i, i + 1, i + 1);
        await hold.Reached;
        var atFirst = world.First.Requests<UnsubscribeRequest>().Count;
        hold.Release();

        await FakeLinks.SoonAsync(() =>
        {
            world.First.Send(Unknown, 5, 6, 6);
            return world.First.Requests<UnsubscribeRequest>().Count == 2;
        }, "another end");
        Assert.Equal(1, atFirst);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var refusals = 2;
        world.Links.Calling = (_, request) => request is UnsubscribeRequest && refusals-- > 0
            ? throw new CareException(new CareError(ErrorCode.Busy, "", "", 50)) : Task.CompletedTask;

        world.First.Send(Unknown, 0, 1, 1);

        await world.Links.UntilAsync(() => world.First.Requests<UnsubscribeRequest>().Count == 3, "an end that is taken");
        Assert.Single(world.First.Requests<UnsubscribeRequest>().Select(one => one.InvocationId).Distinct());
    }

    [Fact]
    public async Task Of_a_following_that_is_over_the_whole_is_ended()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var follow = Guid.NewGuid();

        world.First.Send(OwnReader.JoinedOf(follow, Unknown, "patient-1"));
        world.First.Send(Unknown, 0, 1, 1);

        await FakeLinks.SoonAsync(() => world.First.Requests<UnsubscribeRequest>().Count > 0, "its end");
        Assert.All(world.First.Requests<UnsubscribeRequest>(), one => Assert.Equal(follow, one.SubscriptionId));
    }

    [Fact]
    public async Task Who_has_left_a_following_that_goes_on_ends_nothing()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);
        world.First.Send(own.JoinedOf(Unknown, "patient-1"));
        world.First.Send(own.LeftOf(Unknown, "patient-1"));

        world.First.Send(Unknown, 0, 1, 1);
        await own.UntilAsync("patient-1 joined", "patient-1 left Ended");

        world.Links.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(world.First.Requests<UnsubscribeRequest>());
        Assert.False(world.First.HasAcknowledged);
    }

    [Fact]
    public async Task What_was_handled_is_said_before_following_ends()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Tops = (3, 0);
        var (followed, subscription, _) = await world.FollowAsync();
        var said = false;
        world.Links.Calling = (link, request) =>
        {
            if (request is UnsubscribeRequest) said = link.HasAcknowledged;
            return Task.CompletedTask;
        };
        // Without events it would wait for its second.
        world.First.Send(subscription, 0, 3);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "the batch");

        await followed.DisposeAsync();

        Assert.True(said);
    }

    [Fact]
    public async Task An_app_that_fails_to_hear_what_it_missed_follows_nothing()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Missed = new Gap { From = 1, To = 2, Reason = GapReason.Retention };
        var options = new FollowOptions { From = FollowFrom.LeftOff, Missed = _ => throw new InvalidDataException() };

        await Assert.ThrowsAsync<InvalidDataException>(
            () => world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => Task.CompletedTask, options));

        await FakeLinks.SoonAsync(() => world.First.Requests<UnsubscribeRequest>().Count == 1, "its end");
        Assert.Equal(world.First.Requests<SubscribeRequest>()[0].SubscriptionId, world.First.Requests<UnsubscribeRequest>()[0].SubscriptionId);
    }

    [Fact]
    public async Task A_client_that_is_disposed_says_what_was_handled()
    {
        var world = await ClientWorld.ConnectedAsync();
        world.Links.Tops = (3, 0);
        var (_, subscription, _) = await world.FollowAsync();
        world.First.Send(subscription, 0, 3);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "the batch");

        await world.Client.DisposeAsync();

        Assert.True(world.First.HasAcknowledged);
        Assert.Equal(3, (await world.First.AcknowledgedAsync()).Through);
        Assert.Empty(world.First.Requests<UnsubscribeRequest>());
    }
}
