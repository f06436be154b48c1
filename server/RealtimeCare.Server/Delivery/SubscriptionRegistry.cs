using System.Collections.Concurrent;

namespace RealtimeCare.Server.Delivery;

/// <summary>The running subscriptions of this node, by session and id. Taking one over moves it from pump to pump at once.</summary>
internal sealed class SubscriptionRegistry(FollowerRegistry followers, DeliveryBook book)
{
    private readonly ConcurrentDictionary<(string Session, Guid Id), Served> running = new();

    /// <summary>How many subscriptions a session has.</summary>
    public int CountOf(string sessionId) => running.Keys.Count(key => key.Session == sessionId);

    /// <summary>
    /// Serves a subscription by a pump; the pump that served it under this id before stops. False when the connection has as
    /// many as it may.
    /// </summary>
    public bool TryServe(ConnectionPump pump, Subscription subscription)
    {
        var key = (pump.Connection.Session.Id, subscription.Id);
        ConnectionPump? before = null;
        running.AddOrUpdate(
            key,
            _ => new Served(pump, subscription),
            (_, old) =>
            {
                old.Subscription.IsOver = true;
                before = old.Pump;
                return new Served(pump, subscription);
            });
        if (before is not null) StopServing(before, subscription.Id, subscription, "handed-over");
        if (pump.TryAdd(subscription)) return true;
        running.TryRemove(KeyValuePair.Create(key, new Served(pump, subscription)));
        return false;
    }

    /// <summary>Ends a subscription by its id; an unknown one is no error.</summary>
    public void Drop(ConnectionPump pump, Guid id, string reason)
    {
        if (running.TryGetValue((pump.Connection.Session.Id, id), out var served)) Drop(served.Pump, served.Subscription, reason);
    }

    /// <summary>Ends a subscription.</summary>
    public void Drop(ConnectionPump pump, Subscription subscription, string reason)
    {
        var key = (pump.Connection.Session.Id, subscription.Id);
        running.TryRemove(KeyValuePair.Create(key, new Served(pump, subscription)));
        Stop(pump, subscription, reason);
    }

    /// <summary>Ends all subscriptions that a connection still serves: it is gone.</summary>
    public void DropAll(ConnectionPump pump, string reason)
    {
        foreach (var subscription in pump.Subscriptions) Drop(pump, subscription, reason);
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
        book.Ended(pump.Connection, subscription, reason);
    }

    private sealed record Served(ConnectionPump Pump, Subscription Subscription);
}
