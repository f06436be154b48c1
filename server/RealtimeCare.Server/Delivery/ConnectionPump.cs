using System.Collections.Immutable;
using System.Threading.Channels;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Sends to one connection. It waits for its own socket alone; there is no queue: memory is the shared tails and the cursors.
/// </summary>
internal sealed class ConnectionPump(Connection connection, PumpStations stations) : IAsyncDisposable
{
    private static readonly TimeSpan SendGrace = TimeSpan.FromMilliseconds(100);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stopping = new();
    private ImmutableArray<Subscription> subscriptions = [];
    private Task running = Task.CompletedTask;

    public Connection Connection => connection;

    public AckWindow Window { get; } = new();

    public ImmutableArray<Subscription> Subscriptions => subscriptions;

    /// <summary>Whether it ever served a subscription.</summary>
    public bool HasServed { get; private set; }

    /// <summary>Starts the pump's one task.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>There may be something to send; never blocks.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    public void Add(Subscription subscription)
    {
        HasServed = true;
        ImmutableInterlocked.Update(ref subscriptions, static (all, one) => all.Add(one), subscription);
        Wake();
    }

    /// <summary>Stops serving a subscription; what was handed to the socket stays sent.</summary>
    public void Remove(Subscription subscription)
    {
        subscription.IsOver = true;
        ImmutableInterlocked.Update(ref subscriptions, static (all, one) => all.Remove(one), subscription);
        Window.Forget(subscription.Id);
        Wake();
    }

    public void Acknowledge(Acknowledgement acknowledgement)
    {
        var subscription = subscriptions.FirstOrDefault(one => one.Id == acknowledgement.SubscriptionId);
        if (subscription is null || acknowledgement.Through > subscription.Sent || acknowledgement.StateThrough > subscription.StateCursor)
            return;
        subscription.Acknowledged = Math.Max(subscription.Acknowledged, acknowledgement.Through);
        Window.Acknowledge(acknowledgement);
        Wake();
    }

    /// <summary>Sends nothing more. A send that a peer keeps waiting is left to the abort that follows.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAny(running, Task.Delay(SendGrace, stations.Time));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await wake.Reader.WaitToReadAsync(stopping.Token))
            {
                wake.Reader.TryRead(out _);
                await ServeUntilIdleAsync(stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The connection is gone.
        }
        catch (Exception exception)
        {
            DeliveryLog.PumpFailed(stations.Logger, exception, connection.Id);
            connection.Abort();
        }
    }

    /// <summary>Goes round until nothing is left to send. While the trail or the store is down the connection stays and waits.</summary>
    private async Task ServeUntilIdleAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!stations.Book.IsAlive) await stations.Book.WaitAsync(cancellationToken);
            while (await ServeAllAsync(cancellationToken))
            {
                // A round that sent something may have left more.
            }
        }
        catch (Exception exception) when (exception is TrailUnavailableException or StreamStoreUnavailableException)
        {
            DeliveryLog.PumpWaits(stations.Logger, exception, connection.Id);
            await stations.Book.WaitAsync(cancellationToken);
            Wake();
        }
    }

    private async ValueTask<bool> ServeAllAsync(CancellationToken cancellationToken)
    {
        var sent = false;
        foreach (var subscription in subscriptions)
            sent |= await ServeAsync(subscription, cancellationToken);
        return sent;
    }

    /// <summary>Decide, shape, send: one batch of one subscription. True when something was sent.</summary>
    private async ValueTask<bool> ServeAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (!MaySend(subscription)) return false;
        if (!stations.Book.IsAlive) throw new TrailUnavailableException("The trail's last entry is too old to deliver on.");
        if (!await stations.Guard.StillPermitsAsync(connection, subscription, cancellationToken))
        {
            await stations.Withdrawal.CarryOutAsync(this, subscription);
            return false;
        }
        var builder = new BatchBuilder(subscription, stations.Followers.TailOf(subscription.Stream), Window);
        if (await builder.BuildAsync(cancellationToken) is not { } batch) return false;
        // The read may have taken a while: an end, a takeover or a change of rights since then still stops this batch.
        if (!MaySend(subscription) || !stations.Guard.Stands(connection, subscription)) return MaySend(subscription);
        builder.Commit(batch);
        await stations.Sender.SendAsync(connection, batch);
        stations.Book.Progressed(connection, subscription);
        return true;
    }

    private bool MaySend(Subscription subscription) =>
        !subscription.IsOver && (Sabotage.IsLate || (!connection.IsClosing && !connection.Session.HasEnded));
}
