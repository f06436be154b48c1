using RealtimeCare.Contracts;
using RealtimeCare.Server.Delivery.Receipts;

namespace RealtimeCare.Server.Delivery;

/// <summary>The running subscriptions of this node, by session and id. Taking one over moves it from pump to pump at once.</summary>
internal sealed class SubscriptionRegistry(FollowerRegistry followers, SeenRegistry seen, DeliveryBook book, ReceiptOutbox receipts)
{
    private const string HandedOver = "handed-over";
    private const string ConnectionClosed = "connection-closed";
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<Guid, Served>> running = new(StringComparer.Ordinal);

    /// <summary>How many subscriptions a session has.</summary>
    public int CountOf(string sessionId)
    {
        lock (gate) return running.TryGetValue(sessionId, out var own) ? own.Count : 0;
    }

    /// <summary>What runs under an id in a session, on whichever connection; null when nothing does.</summary>
    public Subscription? Find(string sessionId, Guid id)
    {
        lock (gate) return running.GetValueOrDefault(sessionId)?.GetValueOrDefault(id)?.Subscription;
    }

    /// <summary>What still runs in a session, on whichever connection, of followings that are over and had this id.</summary>
    public IReadOnlyList<Subscription> LeftOf(string sessionId, Guid followId)
    {
        lock (gate)
        {
            var own = running.GetValueOrDefault(sessionId)?.Values.Select(served => served.Subscription) ?? [];
            return [.. own.Where(one => one.Follow is { IsOver: true } over && over.Terms.Id == followId)];
        }
    }

    /// <summary>Serves a subscription by a pump; the pump that served it under this id before stops.</summary>
    public ServeOutcome Serve(ConnectionPump pump, Subscription subscription)
    {
        var outcome = Enter(pump, subscription, out var before);
        if (outcome != ServeOutcome.Served) return outcome;
        if (before is not null) StopServing(before.Pump, subscription.Id, subscription, HandedOver);
        receipts.Resumed(pump.Connection, subscription);
        if (pump.TryAdd(subscription)) return ServeOutcome.Served;
        Leave(pump, subscription);
        return ServeOutcome.Full;
    }

    /// <summary>Ends a subscription by its id; an unknown one is no error.</summary>
    public void Drop(ConnectionPump pump, Guid id, string reason)
    {
        Served? served;
        lock (gate) served = running.GetValueOrDefault(pump.Connection.Session.Id)?.GetValueOrDefault(id);
        if (served is not null) Drop(served.Pump, served.Subscription, reason);
    }

    /// <summary>Whether a newer connection serves it.</summary>
    public bool IsBehind(ConnectionPump pump, Guid id)
    {
        lock (gate) return IsNewer(running.GetValueOrDefault(pump.Connection.Session.Id)?.GetValueOrDefault(id), pump);
    }

    /// <summary>The same, unless a newer connection serves it: what an older one asks for must not take anything away from that.</summary>
    /// <returns>False when one does.</returns>
    public bool TryDrop(ConnectionPump pump, Guid id, string reason)
    {
        Served? served;
        lock (gate) served = running.GetValueOrDefault(pump.Connection.Session.Id)?.GetValueOrDefault(id);
        if (IsNewer(served, pump)) return false;
        if (served is not null) Drop(served.Pump, served.Subscription, reason);
        return true;
    }

    /// <summary>Ends a subscription.</summary>
    public void Drop(ConnectionPump pump, Subscription subscription, string reason)
    {
        Leave(pump, subscription);
        Stop(pump, subscription, reason);
    }

    /// <summary>Ends all subscriptions that a connection still serves: it is gone.</summary>
    public void DropAll(ConnectionPump pump, string reason)
    {
        foreach (var subscription in pump.Subscriptions) Drop(pump, subscription, reason);
    }

    /// <summary>Whether nobody waits for it any more: its connection is gone, or its following is over.</summary>
    private static bool IsLate(ConnectionPump pump, Subscription subscription) => pump.Connection.IsGone || subscription.Follow is { IsOver: true };

    private static bool IsNewer(Served? served, ConnectionPump pump) => served?.Pump.Connection.IsNewerThan(pump.Connection) == true;

    /// <summary>What is taken over counts once.</summary>
    private ServeOutcome Enter(ConnectionPump pump, Subscription subscription, out Served? before)
    {
        lock (gate)
        {
            var session = pump.Connection.Session.Id;
            var own = running.GetValueOrDefault(session);
            before = own?.GetValueOrDefault(subscription.Id);
            // What comes too late must not take anything away from its successor.
            if (IsLate(pump, subscription) || IsNewer(before, pump)) return ServeOutcome.Late;
            if (before is null && own?.Count >= RealtimeCareProtocol.MaxSubscriptionsPerSession) return ServeOutcome.Full;
            if (before is not null) before.Subscription.IsOver = true;
            if (own is null) running[session] = own = [];
            own[subscription.Id] = new Served(pump, subscription);
            return ServeOutcome.Served;
        }
    }

    private void Leave(ConnectionPump pump, Subscription subscription)
    {
        lock (gate)
        {
            var session = pump.Connection.Session.Id;
            if (!running.TryGetValue(session, out var own) || own.GetValueOrDefault(subscription.Id) != new Served(pump, subscription)) return;
            own.Remove(subscription.Id);
            if (own.Count == 0) running.Remove(session);
        }
    }

    private void StopServing(ConnectionPump pump, Guid id, Subscription successor, string reason)
    {
        foreach (var old in pump.Subscriptions)
            if (old.Id == id && old != successor) Stop(pump, old, reason);
    }

    private void Stop(ConnectionPump pump, Subscription subscription, string reason)
    {
        if (!pump.Remove(subscription)) return;
        followers.Leave(subscription.Stream, pump);
        seen.Leave(subscription);
        // Whoever comes back after one of these goes on with what was sent.
        if (reason is not (HandedOver or ConnectionClosed)) receipts.Forget(pump.Connection, subscription);
        book.Ended(pump.Connection, subscription, reason);
    }

    private sealed record Served(ConnectionPump Pump, Subscription Subscription);
}

/// <summary>What became of a subscription that was to be served.</summary>
internal enum ServeOutcome
{
    /// <summary>It is served.</summary>
    Served,

    /// <summary>Nobody waits for it there any more: the connection is gone, its following is over, or a newer connection serves it.</summary>
    Late,

    /// <summary>The connection or the session has as many as it may.</summary>
    Full,
}
