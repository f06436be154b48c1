using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Delivery;

/// <summary>The real host and the SDK, with batches that get lost on a connection that lives: noticed, and nothing is missed.</summary>
public sealed class LostBatches : IAsyncLifetime
{
    private readonly LosingSender sender = new();
    private readonly Record<(long Offset, long State)> seen = new();
    private readonly Record<ConnectionState> changes = new();
    private TestCare care = null!;
    private TestPatient patient = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        care = await TestCare.StartAsync(o => o.Replace = sender.Replace);
        patient = await care.AdmitAsync();
        var client = await care.Nurse.ClientAsync();
        await client.ConnectAsync(Token);
        await client.FollowAsync(patient.ById, [The.Vitals], TakeAsync, FollowFrom.Start, Token);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await seen.UntilAllAsync(all => all.Count == 1, "the first");
        client.StatusChanged += (_, status) => changes.Add(status.State);
    }

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Theory]
    [InlineData(EventClass.Durable)]
    [InlineData(EventClass.State)]
    public async Task One_that_nothing_follows_is_noticed_by_the_tops(EventClass kind)
    {
        sender.Loses = _ => sender.Lost == 0;

        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2, kind));
        await TellTopsUntilAsync(() => seen.Items.Count == 2);

        Assert.Equal((1, 2), (sender.Lost, seen.Items.Count));
        Assert.DoesNotContain(changes.Items, state => state is not (ConnectionState.CatchingUp or ConnectionState.Live));
    }

    [Fact]
    public async Task One_among_others_is_noticed_by_the_next_and_none_is_missed_or_shown_twice()
    {
        var batches = 0;
        long lost = 0;
        // Twice at one place would be a batch that nobody can read.
        sender.Loses = batch => Interlocked.Increment(ref batches) % 5 == 0 && Interlocked.Exchange(ref lost, batch.Previous) != batch.Previous;

        for (var i = 2; i <= 40; i++) await care.Monitor.PublishAsync(Some.Vital(patient.ById, i));
        await TellTopsUntilAsync(() => seen.Items.Count >= 40);

        Assert.True(sender.Lost > 0);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), seen.Items.Select(one => one.Offset));
    }

    private Task TakeAsync(Notification notification, CancellationToken cancellationToken)
    {
        seen.Add((notification.Event.Offset, notification.Event.StateVersion));
        return Task.CompletedTask;
    }

    /// <summary>The rounds that come every 15 seconds, one after the other.</summary>
    private async Task TellTopsUntilAsync(Func<bool> isSo)
    {
        var worker = care.Host.Services.GetServices<IHostedService>().OfType<TopsWorker>().Single();
        for (var started = Environment.TickCount64; !isSo() && Environment.TickCount64 - started < 20_000;)
        {
            worker.Round();
            await care.Api.GetAsync("/health/live");
        }
    }
}
