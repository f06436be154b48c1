using System.Collections.Concurrent;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>Who follows which stream on this node. A hint or a change of facts or policies wakes exactly those whom it concerns.</summary>
internal sealed class FollowerRegistry : IDisposable
{
    private readonly IStreamStore store;
    private readonly TailBudget budget = new();
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<StreamKey, Followed> followed = new();
    private readonly IDisposable hints;
    private readonly IDisposable facts;
    private readonly IDisposable policies;

    public FollowerRegistry(IStreamStore store, StreamHints hints, IAccessFacts facts, LivePolicy policies)
    {
        this.store = store;
        this.hints = hints.Subscribe(OnHint);
        this.facts = facts.Subscribe(OnFactsChanged);
        this.policies = policies.Subscribe(OnPoliciesChanged);
    }

    /// <summary>Takes note that a pump follows a stream, and reads how far the stream has come.</summary>
    public async ValueTask<StreamTail> JoinAsync(StreamKey stream, ConnectionPump pump, CancellationToken cancellationToken)
    {
        Followed entry;
        lock (gate)
        {
            entry = followed.GetOrAdd(stream, key => new Followed(new StreamTail(key, store, budget), []));
            entry.Pumps.Add(pump);
        }
        try
        {
            // After joining, so that an append in between is seen by one of both.
            entry.Tail.Note(await store.ReadHeadAsync(stream, cancellationToken));
            return entry.Tail;
        }
        catch
        {
            Leave(stream, pump);
            throw;
        }
    }

    public void Leave(StreamKey stream, ConnectionPump pump)
    {
        lock (gate)
        {
            if (!followed.TryGetValue(stream, out var entry)) return;
            entry.Pumps.Remove(pump);
            if (entry.Pumps.Count > 0) return;
            followed.TryRemove(stream, out _);
            entry.Tail.Clear();
        }
    }

    public void Dispose()
    {
        hints.Dispose();
        facts.Dispose();
        policies.Dispose();
    }

    private void OnHint(StreamHint hint)
    {
        if (!followed.TryGetValue(hint.Stream, out var entry)) return;
        if (hint.Retracted is { } retracted) entry.Tail.Drop(retracted);
        if (hint.FirstKept is { } kept) entry.Tail.Trim(kept);
        if (hint.Critical is { } critical) entry.Tail.NoteCritical(critical);
        entry.Tail.Note(hint.Head);
        var isPressing = hint.Critical is not null;
        ForEach(entry, pump => pump.Wake(isPressing));
    }

    private void OnFactsChanged(TenantId tenant, SubjectId? subject, PatientId? patient)
    {
        foreach (var (stream, entry) in followed)
            if (stream.Tenant == tenant && (patient is null || stream.Patient == patient)) ForEach(entry, static pump => pump.Review());
    }

    private void OnPoliciesChanged()
    {
        foreach (var entry in followed.Values) ForEach(entry, static pump => pump.Review());
    }

    private void ForEach(Followed entry, Action<ConnectionPump> tell)
    {
        lock (gate)
        {
            foreach (var pump in entry.Pumps) tell(pump);
        }
    }

    private sealed record Followed(StreamTail Tail, List<ConnectionPump> Pumps);
}
