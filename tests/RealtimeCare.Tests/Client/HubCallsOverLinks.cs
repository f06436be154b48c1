using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>How often, and how long, a call is tried.</summary>
public sealed class HubCallsOverLinks
{
    [Fact]
    public async Task A_call_that_breaks_every_connection_is_given_up()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var broken = 0;
        world.Links.Calling = (link, request) =>
        {
            if (request is not ReportActivityRequest) return Task.CompletedTask;
            broken++;
            link.End(null);
            throw new LinkLostException();
        };

        var call = world.Client.ReportActivityAsync();

        await world.Links.UntilAsync(() => call.IsCompleted, "an end of the call");
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.Equal(5, broken);
        await world.Links.UntilAsync(() => world.Client.Status.State == ConnectionState.Live, "a connection");
    }

    [Fact]
    public async Task A_connection_on_which_a_call_has_no_answer_is_replaced_and_the_call_repeated()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Calling = (link, request) =>
            request is ReportActivityRequest && link == world.First ? new TaskCompletionSource().Task : Task.CompletedTask;
        var began = world.Links.Time.GetUtcNow();

        await world.Links.UntilAsync(world.Client.ReportActivityAsync(), "an answer");

        Assert.True(world.Links.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(30));
        Assert.True(world.First.Ended.IsCompleted);
    }

    [Fact]
    public async Task Calls_that_wait_for_their_time_keep_no_other_waiting()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var refused = 0;
        world.Links.Calling = (_, request) => request is ReportActivityRequest && refused++ < 3
            ? throw new CareException(new CareError(ErrorCode.Busy, "Later.", "r", 10_000))
            : Task.CompletedTask;
        var waiting = Enumerable.Range(0, 3).Select(_ => world.Client.ReportActivityAsync()).ToList();
        await FakeLinks.SoonAsync(() => refused == 3, "three refusals");

        await world.Client.ReportActivityAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(waiting, call => call.IsCompleted);
        await world.Links.UntilAsync(Task.WhenAll(waiting), "all answers");
    }

    [Fact]
    public async Task No_call_waits_on_after_the_client_is_gone()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Opening = _ => throw new HttpRequestException();
        world.First.End(null);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Stale, "a loss");
        var calls = Enumerable.Range(0, 5).Select(_ => world.Client.ReportActivityAsync()).ToList();

        await world.Client.DisposeAsync();

        foreach (var call in calls)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }
}
