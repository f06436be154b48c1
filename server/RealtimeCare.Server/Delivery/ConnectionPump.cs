using System.Collections.Immutable;
using System.Threading.Channels;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Sends to one connection. It waits for its own socket alone; there is no queue: memory is the shared tails and the cursors.
/// </summary>
internal sealed class ConnectionPump(Connection connection, PumpStations stations) : IAsyncDisposable
{
    private static readonly TimeSpan SendGrace = TimeSpan.FromMilliseconds(100);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
#pragma warning disable CA2213 // Not disposed of: an end may still be stopping this pump, and without a timer it holds nothing.
    private readonly CancellationTokenSource stopping = new();
#pragma warning restore CA2213
    private ImmutableArray<Subscription> subscriptions = [];
    private ImmutableArray<Follow> follows = [];
    private Task running = Task.CompletedTask;
    private long sendingSince = long.MaxValue;
    private int pressing;
    private int askedForTops;
    private int next;
    private Subscription? waitsForMuch;

    public Connection Connection => connection;

    public AckWindow Window { get; } = new();

    public ImmutableArray<Subscription> Subscriptions => subscriptions;

    /// <summary>The followings whose patients join here.</summary>
    public ImmutableArray<Follow> Follows => follows;

    /// <summary>Whether it ever served a subscription.</summary>
    public bool HasServed { get; private set; }

    /// <summary>Starts the pump's one task.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>There may be something to send; never blocks.</summary>
    /// <param name="isPressing">Whether it is critical, so that its subscription is served before the others.</param>
    public void Wake(bool isPressing = false)
    {
        if (isPressing) Volatile.Write(ref pressing, 1);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Has the receiver told how far it has been sent, unless it knows; never blocks.</summary>
    public void AskForTops()
    {
        if (!subscriptions.Any(subscription => subscription.HasNewTop)) return;
        Volatile.Write(ref askedForTops, 1);
        Wake();
    }

    /// <summary>What it may send may have changed: every subscription is looked at again, also where there is nothing to send.</summary>
    public void Review()
    {
        foreach (var subscription in subscriptions) subscription.NeedsReview = true;
        Wake();
    }

    /// <summary>Serves one more subscription; false when there are as many as a connection may have.</summary>
    public bool TryAdd(Subscription subscription)
    {
        HasServed = true;
        var isAdded = ImmutableInterlocked.Update(
            ref subscriptions,
            static (all, one) => all.Length < RealtimeCareProtocol.MaxSubscriptions ? all.Add(one) : all,
            subscription);
        Wake();
        return isAdded;
    }

    /// <summary>Lets the patients of a following join here.</summary>
    public void Serve(Follow follow)
    {
        HasServed = true;
        ImmutableInterlocked.Update(ref follows, static (all, one) => all.Add(one), follow);
    }

    public void Release(Follow follow) => ImmutableInterlocked.Update(ref follows, static (all, one) => all.Remove(one), follow);

    /// <summary>Stops serving a subscription; what was handed to the socket stays sent. False when it was stopped before.</summary>
    public bool Remove(Subscription subscription)
    {
        subscription.IsOver = true;
        if (!ImmutableInterlocked.Update(ref subscriptions, static (all, one) => all.Remove(one), subscription)) return false;
        Window.Forget(subscription.Id);
        Wake();
        return true;
    }

    public void Acknowledge(Acknowledgement acknowledgement)
    {
        var subscription = subscriptions.FirstOrDefault(one => one.Id == acknowledgement.SubscriptionId);
        if (subscription is null || acknowledgement.Through > subscription.Sent || acknowledgement.StateThrough > subscription.StateCursor)
            return;
        subscription.Acknowledged = Math.Max(subscription.Acknowledged, acknowledgement.Through);
        subscription.Handled = Math.Max(subscription.Handled, acknowledgement.Through);
        if (subscription.Tracked is { } tracked) stations.Receipts.Acknowledged(tracked, acknowledgement.Through, acknowledgement.UrgentThrough);
        if (Window.Acknowledge(acknowledgement)) Wake();
    }

    /// <summary>
    /// Whether the peer has kept something waiting since then: a full window, a socket that takes nothing, or, as long as it has not
    /// opened the stream of acknowledgements, anything.
    /// </summary>
    public bool IsHeldUpSince(DateTimeOffset then) =>
        Window.FullSince <= then
        || Volatile.Read(ref sendingSince) <= then.UtcTicks
        || (!connection.HasAcknowledgements && Window.OldestSentAt <= then);

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
            await WithdrawAsync();
            while (!stations.Book.IsAlive)
            {
                await stations.Book.WaitAsync(cancellationToken);
                await WithdrawAsync();
            }
            while (await ServeAllAsync(cancellationToken))
            {
                // A round that sent something may have left more.
            }
        }
        catch (Exception exception) when (exception is TrailUnavailableException or StreamStoreUnavailableException)
        {
            DeliveryLog.PumpWaits(stations.Logger, exception, connection.Id);
            await stations.Book.WaitAsync(cancellationToken);
            Review();
        }
    }

    /// <summary>Stops what is no longer permitted. Narrowing never waits for the trail.</summary>
    private async ValueTask WithdrawAsync()
    {
        foreach (var subscription in subscriptions)
            if (subscription.NeedsReview && MaySend(subscription) && stations.Guard.Denies(connection, subscription)) await StopServingAsync(subscription);
    }

    // An expired token is no withdrawal: the expiry round closes the connection, and the client comes back with a fresh one.
    private async ValueTask StopServingAsync(Subscription subscription)
    {
        if (stations.Time.GetUtcNow() < connection.ExpiresAt) await stations.Withdrawal.CarryOutAsync(this, subscription);
    }

    private async ValueTask<bool> ServeAllAsync(CancellationToken cancellationToken)
    {
        await TellTopsAsync();
        var sent = await ServePressingAsync(cancellationToken);
        // Whoever else was served would take the room that it waits for.
        if (waitsForMuch is { IsOver: false } alone) return await ServeAsync(alone, cancellationToken) || sent;
        var all = subscriptions;
        // Behind the last that was served, so that what has a backlog without end does not take all the room of the window.
        var first = next;
        for (var i = 0; i < all.Length; i++)
        {
            var at = (first + i) % all.Length;
            if (!await ServeAsync(all[at], cancellationToken)) continue;
            sent = true;
            next = at + 1;
            // What is pressing does not wait for the rest of the round.
            if (Volatile.Read(ref pressing) != 0) break;
        }
        return sent;
    }

    /// <summary>First what something critical waits for.</summary>
    private async ValueTask<bool> ServePressingAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref pressing, 0) == 0) return false;
        var sent = false;
        foreach (var subscription in subscriptions)
        {
            if (!IsPressing(subscription)) continue;
            sent |= await ServeAsync(subscription, cancellationToken);
            // It found no room: it is first again when there is some.
            if (IsPressing(subscription)) Volatile.Write(ref pressing, 1);
        }
        return sent;
    }

    private static bool IsPressing(Subscription subscription) =>
        !subscription.IsOver && !subscription.HasReadAll
        && subscription.Tail.HoldsCritical(Math.Max(subscription.Cursor, subscription.UrgentCursor));

    /// <summary>Between batches, so that whoever stands before a top has lost one.</summary>
    private async ValueTask TellTopsAsync()
    {
        if (Interlocked.Exchange(ref askedForTops, 0) == 0) return;
        List<SubscriptionTop> tops = [];
        foreach (var subscription in subscriptions)
        {
            if (!subscription.HasNewTop || !MaySend(subscription)) continue;
            subscription.Told = (subscription.Sent, subscription.StateSent);
            tops.Add(new SubscriptionTop
            {
                SubscriptionId = subscription.Id, Epoch = subscription.Epoch, Through = subscription.Sent, StateThrough = subscription.StateSent,
            });
        }
        if (tops.Count > 0) await PassToSocketAsync(one => stations.Sender.TopsAsync(one, new Tops { Subscriptions = tops }));
    }

    /// <summary>Decide, shape, send: one batch of one subscription. True when something was sent.</summary>
    private async ValueTask<bool> ServeAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        // Whoever follows many streams is woken for one of them: the others cost a look.
        if (!MaySend(subscription) || (!subscription.NeedsReview && subscription.HasReadAll)) return false;
        if (!stations.Book.IsAlive) throw new TrailUnavailableException("The trail's last entry is too old to deliver on.");
        subscription.NeedsReview = false;
        if (!await stations.Guard.StillPermitsAsync(connection, subscription, cancellationToken))
        {
            await StopServingAsync(subscription);
            return false;
        }
        if (subscription.TakeAnnouncement() is { } joined) await PassToSocketAsync(one => stations.Sender.JoinedAsync(one, joined));
        if (subscription.HasReadAll) return false;
        var builder = stations.Inbox.BuilderOf(connection, subscription, Window);
        var batch = await builder.BuildAsync(cancellationToken);
        var sent = builder.Gap is null && subscription.Target.Recipient is null
            && await stations.Urgent.SendAsync(this, subscription, subscription.Tail, builder.Through, cancellationToken);
        // The read may have taken a while: an end, a takeover or a change of rights since then still stops this batch.
        if (!MaySend(subscription)) return sent;
        if (!stations.Guard.Stands(connection, subscription) || !stations.Inbox.Stands(connection, subscription)) return true;
        if (builder.Gap is { } gap)
        {
            await stations.Withdrawal.ReloadAsync(this, subscription, gap);
            return false;
        }
        builder.Commit(batch, stations.Time.GetUtcNow());
        if (builder.WaitsForMuch) waitsForMuch = subscription;
        else if (waitsForMuch == subscription && !builder.IsBlocked) waitsForMuch = null;
        if (batch is null) return sent || builder.HasRoomAgain;
        if (subscription.IsOver)
        {
            // Stopped between both lines: nobody will acknowledge what the window has just noted.
            Window.Forget(subscription.Id);
            return true;
        }
        if (builder.HasTracked) stations.Receipts.Sent(connection, subscription, batch);
        await PassToSocketAsync(one => stations.Sender.SendAsync(one, batch));
        stations.Book.Progressed(connection, subscription);
        return true;
    }

    /// <summary>Sends, and notes how long the socket takes it.</summary>
    public async Task PassToSocketAsync(Func<Connection, Task> send)
    {
        Volatile.Write(ref sendingSince, stations.Time.GetUtcNow().UtcTicks);
        await send(connection);
        Volatile.Write(ref sendingSince, long.MaxValue);
    }

    public bool MaySend(Subscription subscription) =>
        !subscription.IsOver && (Sabotage.IsLate || (!connection.IsClosing && !connection.Session.HasEnded));
}
