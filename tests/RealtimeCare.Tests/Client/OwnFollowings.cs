using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Following one's own patients: whatever the order in which connections and messages come, the app sees each patient once and whole.</summary>
public sealed class OwnFollowings
{
    private static readonly Guid First = Guid.NewGuid();
    private static readonly Guid Second = Guid.NewGuid();

    [Fact]
    public async Task A_patient_joins_is_heard_of_and_leaves()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);

        world.First.Send(own.JoinedOf(First, "patient-1"));
        world.First.Send(First, 0, 2, 1, 2);
        await own.UntilAsync("patient-1 joined", "patient-1 1", "patient-1 2");
        world.First.Send(own.LeftOf(First, "patient-1"));

        await own.UntilAsync("patient-1 joined", "patient-1 1", "patient-1 2", "patient-1 left Ended");
    }

    [Fact]
    public async Task A_batch_that_overtakes_the_answer_is_not_lost()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Own = follow => [OwnReader.JoinedOf(follow, First, "patient-1")];
        world.Links.Calling = (link, request) =>
        {
            if (request is not FollowMineRequest follow) return Task.CompletedTask;
            link.Send(OwnReader.JoinedOf(follow.FollowId, First, "patient-1"));
            link.Send(First, 0, 1, 1);
            return Task.CompletedTask;
        };

        await using var own = await OwnReader.FollowAsync(world);

        await own.UntilAsync("patient-1 joined", "patient-1 1");
    }

    [Fact]
    public async Task Who_has_left_before_the_answer_came_is_not_brought_back_by_it()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Own = follow => [OwnReader.JoinedOf(follow, First, "patient-1")];
        world.Links.Calling = (link, request) =>
        {
            if (request is not FollowMineRequest follow) return Task.CompletedTask;
            link.Send(OwnReader.JoinedOf(follow.FollowId, First, "patient-1"));
            link.Send(OwnReader.LeftOf(follow.FollowId, First, "patient-1"));
            return Task.CompletedTask;
        };

        await using var own = await OwnReader.FollowAsync(world);
        await own.UntilAsync("patient-1 joined", "patient-1 left Ended");
        world.First.Send(own.JoinedOf(Second, "patient-2"));

        await own.UntilAsync("patient-1 joined", "patient-1 left Ended", "patient-2 joined");
    }

    [Fact]
    public async Task Several_urgent_events_at_once_keep_no_later_batch_waiting()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);
        world.First.Send(own.JoinedOf(First, "patient-1"));

        world.First.SendAhead(First, 0, 5, 6, 7);
        await own.UntilAsync("patient-1 joined", "patient-1 5", "patient-1 6", "patient-1 7");
        world.First.SendAhead(First, 0, 5, 6, 7);
        world.First.Send(First, 0, 1, 1);
        world.First.Send(First, 1, 2, 2);

        await own.UntilAsync("patient-1 joined", "patient-1 5", "patient-1 6", "patient-1 7", "patient-1 1", "patient-1 2");
    }

    [Fact]
    public async Task What_waits_of_a_patient_who_leaves_is_purged_and_of_others_is_not()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world, isHeld: true);
        world.First.Send(own.JoinedOf(First, "patient-1"));
        world.First.Send(own.JoinedOf(Second, "patient-2"));
        world.First.Send(First, 0, 1, 1);
        world.First.Send(Second, 0, 1, 1);

        world.First.Send(own.LeftOf(First, "patient-1"));
        own.Release();

        await own.UntilAsync("patient-1 joined", "patient-2 joined", "patient-2 1", "patient-1 left Ended");
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_of_a_batch_shows_no_more_of_it()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var follow = Guid.Empty;
        world.Links.Calling = (_, request) =>
        {
            if (request is FollowMineRequest asked) follow = asked.FollowId;
            return Task.CompletedTask;
        };
        await using var stream = world.Client.FollowMineAsync(ClientWorld.Topics).GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        await FakeLinks.SoonAsync(() => follow != Guid.Empty, "the call");
        world.First.Send(OwnReader.JoinedOf(follow, First, "patient-1"));
        world.First.Send(First, 0, 2, 1, 2);
        await next;
        await stream.MoveNextAsync();
        Assert.Equal(1, Assert.IsType<Notification>(stream.Current).Event.Offset);

        world.First.Send(OwnReader.LeftOf(follow, First, "patient-1"));
        await stream.MoveNextAsync();

        Assert.IsType<PatientLeft>(stream.Current);
    }

    [Fact]
    public async Task A_reconnect_resumes_the_following_with_its_patients_and_shows_who_has_gone()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);
        world.First.Send(own.JoinedOf(First, "patient-1"));
        world.First.Send(own.JoinedOf(Second, "patient-2"));
        world.First.Send(First, 0, 2, 1, 2);
        await own.UntilAsync("patient-1 joined", "patient-2 joined", "patient-1 1", "patient-1 2");
        world.Links.Resuming = one => one.SubscriptionId == Second ? ResumeStatus.Denied : ResumeStatus.Resumed;

        world.First.End(null);
        var second = await world.Links.NextAsync();
        await FakeLinks.SoonAsync(() => second.Requests<ResumeRequest>().Count == 1, "a resume");
        // Told again on every connection, and no news to the app.
        second.Send(own.JoinedOf(First, "patient-1", start: 2));
        second.Send(First, 2, 3, 3);

        await own.UntilAsync("patient-1 joined", "patient-2 joined", "patient-1 1", "patient-1 2", "patient-2 left Denied", "patient-1 3");
        var resume = second.Requests<ResumeRequest>().Single();
        Assert.Equal(own.Id, Assert.Single(resume.Following!).FollowId);
        Assert.All(resume.Subscriptions, one => Assert.Equal(own.Id, one.FollowId));
        Assert.Equal(2, resume.Subscriptions.Single(one => one.SubscriptionId == First).After.Offset);
    }

    [Fact]
    public async Task A_following_without_patients_is_resumed_too()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);

        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();

        Assert.Empty(second.Requests<ResumeRequest>().Single().Subscriptions);
        Assert.Equal(own.Id, Assert.Single(second.Requests<ResumeRequest>().Single().Following!).FollowId);
    }

    [Fact]
    public async Task What_an_old_connection_says_late_of_who_has_joined_the_new_one_does_not_count()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);
        world.First.Send(own.JoinedOf(First, "patient-1"));
        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();
        second.Send(own.JoinedOf(First, "patient-1"));

        world.First.Send(own.LeftOf(First, "patient-1"));
        second.Send(First, 0, 1, 1);

        await own.UntilAsync("patient-1 joined", "patient-1 1");
    }

    [Fact]
    public async Task Whoever_joins_beyond_what_was_read_is_asked_for_from_there()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);
        world.First.Send(own.JoinedOf(First, "patient-1"));
        world.First.Send(First, 0, 2, 1, 2);

        world.First.Send(own.JoinedOf(First, "patient-1", start: 4));

        await FakeLinks.SoonAsync(() => world.First.Requests<ResumeRequest>().Count == 1, "a resume");
        Assert.Equal(2, world.First.Requests<ResumeRequest>().Single().Subscriptions.Single().After.Offset);
    }

    [Fact]
    public async Task Leaving_the_loop_ends_the_following_and_nobody_joins_any_more()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var own = await OwnReader.FollowAsync(world);

        await own.DisposeAsync();
        world.First.Send(own.JoinedOf(First, "patient-1"));
        await world.Client.HandOverAsync();
        var second = await world.Links.NextAsync();

        // Who still joins is a reason to say it once more.
        Assert.Equal([own.Id], world.First.Requests<UnsubscribeRequest>().Select(one => one.SubscriptionId).Distinct());
        Assert.Empty(second.Requests<ResumeRequest>());
    }

    [Fact]
    public async Task The_end_of_the_session_ends_the_stream_with_its_reason()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);

        world.First.End(EndReason.Ended);

        Assert.Equal(EndReason.Ended, await own.UntilEndedAsync());
    }

    [Fact]
    public async Task Patients_who_find_no_room_are_counted()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await using var own = await OwnReader.FollowAsync(world);

        // It is said anew on every connection.
        foreach (var missing in new[] { 0, 3, 3, 0 }) world.First.Send(new FollowIncomplete { FollowId = own.Id, Missing = missing });

        await own.UntilAsync("3 missing", "0 missing");
    }
}
