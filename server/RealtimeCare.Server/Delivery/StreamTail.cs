using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// The newest events of one followed stream, read once per node and shared by all its followers. A follower that is further
/// behind reads from the store.
/// </summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing, and a reader may still stand in it when the tail is forgotten.
internal sealed class StreamTail(StreamKey stream, IStreamStore store, TailBudget budget)
#pragma warning restore CA1001
{
    private const int MaxEvents = 1024;
    private const int ReadAhead = 256;
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Lock gate = new();
    private readonly List<TailEvent> events = [];
    private Dictionary<string, TailEvent>? states;
    private StreamHead head;
    private long headOffset;
    private long headStateVersion;
    private bool isForgotten;
    private long droppedThrough;
    private bool areStatesStale;
    private StreamHead known;
    private long lastCritical;
    private long criticalKnownAfter = long.MaxValue;

    public StreamKey Stream => stream;

    /// <summary>How many subscriptions follow; the registry forgets the tail at zero.</summary>
    public int Followers { get; set; }

    /// <summary>How far the stream is known to have come, by hints and reads.</summary>
    public StreamHead Head
    {
        get { lock (gate) return head; }
    }

    /// <summary>Whether nothing is known behind these places. Without the lock, since every pump asks it of every subscription.</summary>
    public bool EndsAt(long offset, long stateVersion) =>
        offset >= Volatile.Read(ref headOffset) && stateVersion >= Volatile.Read(ref headStateVersion);

    /// <summary>Notes that the stream has come to a head; older news is ignored.</summary>
    public void Note(StreamHead hint)
    {
        lock (gate)
        {
            if (hint.Epoch != head.Epoch && head.Epoch != 0) return;
            head = new StreamHead(hint.Epoch, Math.Max(head.Offset, hint.Offset), Math.Max(head.StateVersion, hint.StateVersion));
            Volatile.Write(ref headOffset, head.Offset);
            Volatile.Write(ref headStateVersion, head.StateVersion);
        }
    }

    /// <summary>
    /// Durable events behind an offset, in order and without a hole among them; at most <see cref="ReadAhead"/>. The first is another
    /// than the next offset when what lies between is no longer kept.
    /// </summary>
    public async ValueTask<IReadOnlyList<TailEvent>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        if (FromMemory(after) is { } cached) return cached;
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (FromMemory(after) is { } meanwhile) return meanwhile;
            var read = await store.ReadAsync(stream, after, ReadAhead, cancellationToken);
            IReadOnlyList<TailEvent> loaded = [.. read.Select(stored => new TailEvent(stored))];
            Keep(loaded, after);
            return loaded;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Notes that an event is critical.</summary>
    public void NoteCritical(long offset)
    {
        lock (gate) lastCritical = Math.Max(lastCritical, offset);
    }

    /// <summary>Whether a critical event may lie behind an offset; false is certain.</summary>
    public bool MayHoldCritical(long after)
    {
        lock (gate) return after < criticalKnownAfter || lastCritical > after;
    }

    /// <summary>Whether a critical event is known to lie behind an offset.</summary>
    public bool HoldsCritical(long after)
    {
        lock (gate) return lastCritical > after;
    }

    /// <summary>Critical events behind an offset that stand by themselves, in order and at most so many.</summary>
    public async ValueTask<IReadOnlyList<TailEvent>> ReadCriticalAsync(long after, int most, CancellationToken cancellationToken)
    {
        var found = CriticalInMemory(after, most)
            ?? [.. (await store.ReadCriticalAsync(stream, after, most, cancellationToken)).Select(stored => new TailEvent(stored))];
        lock (gate)
        {
            if (found.Count > 0) lastCritical = Math.Max(lastCritical, found[^1].Stored.Offset);
            if (found.Count < most) criticalKnownAfter = Math.Min(criticalKnownAfter, after);
        }
        return found;
    }

    /// <summary>The latest state events above a version, by version.</summary>
    public async ValueTask<IReadOnlyList<TailEvent>> ReadStateAsync(long after, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            states ??= new(StringComparer.Ordinal);
            if (Interlocked.Exchange(ref areStatesStale, false))
            {
                states.Clear();
                known = default;
            }
            var head = Head.StateVersion;
            if (known.StateVersion < head)
            {
                var read = await store.ReadStateAsync(stream, known.StateVersion, cancellationToken);
                foreach (var stored in read) Replace(new TailEvent(stored));
                known = known with { StateVersion = Math.Max(known.StateVersion, head) };
            }
            return [.. states.Values.Where(state => state.Stored.StateVersion > after).OrderBy(state => state.Stored.StateVersion)];
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>
    /// Forgets everything up to an event that lost its payload: who is that far behind reads from the store, where it is gone.
    /// </summary>
    public void Drop(long offset)
    {
        lock (gate)
        {
            // A read that is under way may have the payload in hand: it must not be kept.
            droppedThrough = Math.Max(droppedThrough, offset);
            var gone = events.FindLastIndex(kept => kept.Stored.Offset <= offset) + 1;
            budget.Return(events.Take(gone).Sum(kept => (long)kept.Weight));
            events.RemoveRange(0, gone);
        }
    }

    /// <summary>Events were trimmed: neither they nor states that may be gone with them are served from here any more.</summary>
    public void Trim(long firstKept)
    {
        Drop(firstKept - 1);
        Volatile.Write(ref areStatesStale, true);
    }

    /// <summary>Gives its share of the budget back.</summary>
    public void Clear()
    {
        lock (gate)
        {
            isForgotten = true;
            budget.Return(events.Sum(kept => (long)kept.Weight));
            events.Clear();
        }
    }

    private List<TailEvent>? FromMemory(long after)
    {
        lock (gate)
        {
            if (after >= head.Offset) return [];
            if (events.Count == 0 || events[0].Stored.Offset > after + 1 || events[^1].Stored.Offset <= after) return null;
            var start = (int)(after + 1 - events[0].Stored.Offset);
            return events.GetRange(start, Math.Min(ReadAhead, events.Count - start));
        }
    }

    /// <summary>Null unless everything behind the offset is here.</summary>
    private List<TailEvent>? CriticalInMemory(long after, int most)
    {
        lock (gate)
        {
            if (events.Count == 0 || events[0].Stored.Offset > after + 1 || events[^1].Stored.Offset < head.Offset) return null;
            return [.. events.Where(kept => kept.Stored.Offset > after && kept.Stored.StandsAlone && kept.Stored.Severity == EventSeverity.Critical).Take(most)];
        }
    }

    /// <summary>Keeps a range that continues the tail; a range from further back is only passed on.</summary>
    private void Keep(IReadOnlyList<TailEvent> loaded, long after)
    {
        if (loaded.Count == 0) return;
        lock (gate)
        {
            var continues = events.Count == 0 ? loaded[^1].Stored.Offset >= head.Offset : events[^1].Stored.Offset == after;
            if (!continues || isForgotten || loaded[0].Stored.Offset <= droppedThrough) return;
            events.AddRange(loaded);
            budget.Take(loaded.Sum(kept => (long)kept.Weight));
            var surplus = budget.IsExceeded ? events.Count / 2 : Math.Max(0, events.Count - MaxEvents);
            budget.Return(events.Take(surplus).Sum(kept => (long)kept.Weight));
            events.RemoveRange(0, surplus);
        }
    }

    private void Replace(TailEvent state)
    {
        var key = StateKeyOf(state.Stored);
        states![key] = state;
        known = known with { StateVersion = Math.Max(known.StateVersion, state.Stored.StateVersion) };
    }

    private static string StateKeyOf(StoredEvent stored) => stored.Topic + "|" + stored.StateKey;
}
