using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// A person's place in one stream while somebody follows it: what the store has, brought up to date by the subscriptions themselves
/// whenever it is looked at. So no event and no acknowledgement pays for it.
/// </summary>
internal sealed class SeenEntry(SeenKey key, IReadOnlyList<SeenPosition> stored)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SeenPosition> places = stored.ToDictionary(place => place.Topic, StringComparer.Ordinal);
    private readonly HashSet<string> unsaved = new(StringComparer.Ordinal);
    private readonly HashSet<string> saving = new(StringComparer.Ordinal);
    private readonly List<Subscription> following = [];

    public SeenKey Key => key;

    /// <summary>How many subscriptions use it or are being opened; the registry alone counts.</summary>
    public int Users { get; set; }

    /// <summary>Whether it holds anything that the store has not.</summary>
    public bool IsUnsaved
    {
        get { lock (gate) return unsaved.Count + saving.Count > 0; }
    }

    /// <summary>The place in a topic now; null for who never followed it.</summary>
    public SeenPosition? Find(string topic)
    {
        lock (gate)
        {
            foreach (var subscription in following) Note(subscription);
            return places.GetValueOrDefault(topic);
        }
    }

    /// <summary>Takes the subscription's progress into account from now on.</summary>
    public void Follow(Subscription subscription)
    {
        lock (gate)
        {
            following.Add(subscription);
            Note(subscription);
        }
    }

    /// <summary>Takes its progress into account for the last time.</summary>
    public void Leave(Subscription subscription)
    {
        lock (gate)
        {
            if (following.Remove(subscription)) Note(subscription);
        }
    }

    /// <summary>Gives out what is to be saved; <see cref="Settle"/> must follow.</summary>
    public void Take(List<SeenChange> changes)
    {
        lock (gate)
        {
            foreach (var subscription in following) Note(subscription);
            foreach (var topic in unsaved) changes.Add(new SeenChange(key, places[topic]));
            saving.UnionWith(unsaved);
            unsaved.Clear();
        }
    }

    /// <summary>What was given out is saved, or has to be given out again.</summary>
    public void Settle(bool isSaved)
    {
        lock (gate)
        {
            if (!isSaved) unsaved.UnionWith(saving);
            saving.Clear();
        }
    }

    private void Note(Subscription subscription)
    {
        var line = subscription.Line;
        if (line == subscription.Noted) return;
        subscription.Noted = line;
        foreach (var topic in subscription.Topics)
        {
            var before = places.GetValueOrDefault(topic);
            var after = before?.After(line) ?? SeenPosition.First(topic, line);
            if (after == before) continue;
            places[topic] = after;
            unsaved.Add(topic);
        }
    }
}
