using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>Places kept in memory, for tests of what stands on a store.</summary>
internal sealed class MemorySeenStore : ISeenStore
{
    private readonly Dictionary<(SeenKey Key, string Topic), (SeenPosition Place, DateTimeOffset At)> places = [];

    /// <summary>Whether it refuses to save.</summary>
    public bool IsBroken { get; set; }

    /// <summary>How often it was read.</summary>
    public int Reads { get; private set; }

    public ValueTask<IReadOnlyList<SeenPosition>> ReadAsync(SeenKey key, CancellationToken cancellationToken)
    {
        Reads++;
        return ValueTask.FromResult<IReadOnlyList<SeenPosition>>(
            [.. places.Where(pair => pair.Key.Key == key).Select(pair => pair.Value.Place).OrderBy(place => place.Topic, StringComparer.Ordinal)]);
    }

    public ValueTask SaveAsync(IReadOnlyList<SeenChange> changes, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (IsBroken) throw new StreamStoreUnavailableException("Broken by the test.");
        foreach (var (key, place) in changes)
        {
            var isKnown = places.TryGetValue((key, place.Topic), out var before) && before.Place.Epoch == place.Epoch;
            places[(key, place.Topic)] = (isKnown ? Highest(before.Place, place) : place, at);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var old = places.Where(pair => pair.Value.At < before).Select(pair => pair.Key).Take(most).ToList();
        foreach (var key in old) places.Remove(key);
        return ValueTask.FromResult(old.Count);
    }

    private static SeenPosition Highest(SeenPosition one, SeenPosition other) => one with
    {
        Acknowledged = Math.Max(one.Acknowledged, other.Acknowledged),
        Reached = Math.Max(one.Reached, other.Reached),
        Sent = Math.Max(one.Sent, other.Sent),
    };
}

/// <summary>The contract, so that tests on it test what the real one does.</summary>
public sealed class MemorySeen : SeenContract
{
    private readonly MemorySeenStore store = new();

    protected override ISeenStore Open() => store;
}
