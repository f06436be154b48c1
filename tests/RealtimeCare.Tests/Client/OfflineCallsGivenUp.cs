using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Offline;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>What waited for a connection and is not to be sent any more.</summary>
public sealed class OfflineCallsGivenUp
{
    [Fact]
    public async Task What_waited_while_the_device_slept_and_its_timers_stood_still_is_not_sent()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions { TimeToLive = TimeSpan.FromMinutes(2) });
        await world.Client.SuspendAsync();
        var old = world.Client.ReportAcceptedAsync(Alarm(1));

        world.Links.Time.AdjustTime(world.Links.Time.GetUtcNow() + TimeSpan.FromHours(3));
        await world.Client.ResumeAsync();
        await world.Client.ReportSeenAsync(Alarm(2)).WaitAsync(TimeSpan.FromSeconds(10));

        var expired = await Assert.ThrowsAsync<OfflineQueueException>(() => old.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(OfflineQueueReason.Expired, expired.Reason);
        Assert.Equal(2, (await world.Links.NextAsync()).Requests<ReportRequest>().Single().Offset);
    }

    [Fact]
    public async Task What_was_taken_back_on_its_way_is_not_sent_over_the_next_connection()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        var isOnItsWay = new TaskCompletionSource();
        world.Links.Calling = async (link, request) =>
        {
            if (link != world.First || request is not ReportRequest) return;
            isOnItsWay.TrySetResult();
            await link.Ended;
            throw new LinkLostException();
        };
        using var unwanted = new CancellationTokenSource();
        var call = world.Client.ReportAcceptedAsync(Alarm(1), unwanted.Token);
        await isOnItsWay.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await unwanted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(10)));
        world.First.End(null);
        var second = await world.Links.NextAsync();
        await world.Client.ReportSeenAsync(Alarm(2)).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, second.Requests<ReportRequest>().Single().Offset);
    }

    [Fact]
    public async Task A_client_with_a_queue_may_be_disposed_twice()
    {
        var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());

        await world.Client.DisposeAsync();
        await world.Client.DisposeAsync();

        await Assert.ThrowsAsync<OfflineQueueException>(() => world.Client.ReportSeenAsync(Alarm(1)));
    }

    private static Notification Alarm(long offset) => new(
        "patient", Batches.Durable(offset) with { AcknowledgeBy = DateTimeOffset.MaxValue }, new Position { Epoch = 7, Offset = offset });
}
