using System.Collections.Concurrent;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>How far people have come in the streams that are followed on this node. Saved in batches, never while an event waits.</summary>
internal sealed class SeenRegistry(ISeenStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<SeenKey, SeenEntry> entries = new();
    private readonly Lock gate = new();

    /// <summary>How many places are in memory.</summary>
    public int Count => entries.Count;

    /// <summary>A person's place; give it back with <see cref="Close"/>.</summary>
    public async ValueTask<SeenEntry> OpenAsync(SeenKey key, CancellationToken cancellationToken)
    {
        if (Use(key) is { } known) return known;
        var stored = await store.ReadAsync(key, cancellationToken);
        lock (gate)
        {
            var entry = entries.GetOrAdd(key, static (key, stored) => new SeenEntry(key, stored), stored);
            entry.Users++;
            return entry;
        }
    }

    /// <summary>A subscription is over: takes its last progress into account and gives its place back.</summary>
    public void Leave(Subscription subscription)
    {
        if (subscription.Seen is not { } entry) return;
        entry.Leave(subscription);
        Close(entry);
    }

    /// <summary>Gives a place back. It stays in memory until it is saved.</summary>
    public void Close(SeenEntry entry)
    {
        lock (gate)
        {
            entry.Users--;
            RemoveUnused(entry);
        }
    }

    /// <summary>Saves what has changed. One call at a time.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing was saved; it is kept for the next time.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        List<SeenChange> changes = [];
        foreach (var entry in entries.Values) entry.Take(changes);
        if (changes.Count == 0) return;
        var isSaved = false;
        try
        {
            await store.SaveAsync(changes, time.GetUtcNow(), cancellationToken);
            isSaved = true;
        }
        finally
        {
            lock (gate)
            {
                foreach (var key in changes.Select(change => change.Key).Distinct())
                    if (entries.TryGetValue(key, out var entry)) Settle(entry, isSaved);
            }
        }
    }

    private void Settle(SeenEntry entry, bool isSaved)
    {
        entry.Settle(isSaved);
        RemoveUnused(entry);
    }

    private SeenEntry? Use(SeenKey key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var entry)) return null;
            entry.Users++;
            return entry;
        }
    }

    private void RemoveUnused(SeenEntry entry)
    {
        if (entry.Users == 0 && !entry.IsUnsaved) entries.TryRemove(entry.Key, out _);
    }
}
