using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>An app whose handlers block keeps waiting what it blocks, and nothing else.</summary>
public sealed class Threads
{
    [Fact]
    public async Task A_handler_that_blocks_stops_neither_the_receive_loop_nor_another_handler_nor_a_call()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (never, began) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var blocked = await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, Block);
        var blocking = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;
        var (_, other, seen) = await world.FollowAsync();

        world.First.Send(blocking, 0, 1, 1);
        await began.Task;
        // These run on this thread, which is the receive loop of the connection: each returns.
        for (var i = 1; i < 50; i++) world.First.Send(blocking, i, i + 1, i + 1);
        world.First.Send(other, 0, 2, 1, 2);
        await FakeLinks.SoonAsync(() => seen.Offsets.Count == 2, "the other's notifications");
        await world.Client.ReportActivityAsync();
        await world.Client.HandOverAsync();
        (await SecondAsync(world)).End(EndReason.Ended);

        Assert.Equal(EndReason.Ended, await world.Client.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        never.SetResult();

        Task Block(Notification notification, CancellationToken cancellationToken)
        {
            began.TrySetResult();
            SpinWait.SpinUntil(() => never.Task.IsCompleted, TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Nothing_of_the_app_runs_on_the_thread_that_receives()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var isReceiving = new ThreadLocal<bool>();
        var found = new List<bool>();
        world.Client.StatusChanged += (_, _) => Note();
        world.Client.BreakGlassEnded += (_, _) => Note();
        world.Links.Tops = (2, 0);
        await using var followed = await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) =>
        {
            Note();
            return Task.CompletedTask;
        });
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;

        isReceiving.Value = true;
        world.First.Send(subscription, 0, 1, 1);
        world.First.Send(subscription, 1, 2, 2);
        world.First.Send(new BreakGlassEnded { GrantId = Guid.NewGuid(), Reason = BreakGlassEnd.Time });
        SpinWait.SpinUntil(() => Count() >= 5, TimeSpan.FromSeconds(10));
        isReceiving.Value = false;

        Assert.Equal(5, Count());
        Assert.DoesNotContain(true, found);

        void Note()
        {
            lock (found) found.Add(isReceiving.Value);
        }

        int Count()
        {
            lock (found) return found.Count;
        }
    }

    private static async Task<FakeLink> SecondAsync(ClientWorld world) => await world.Links.NextAsync();
}
