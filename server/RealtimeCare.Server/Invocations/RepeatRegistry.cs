using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// The calls of each session that changed something lately, in the memory of this node: the same call again, on whichever connection of
/// the session, is the first one.
/// </summary>
internal sealed class RepeatRegistry(TimeProvider time) : ISessionEndListener
{
    /// <summary>How long an outcome is kept.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>How many calls of a session are kept; the oldest make room.</summary>
    public const int MostOfSession = 256;

    /// <summary>How many calls are kept of all; beyond that a call is carried out and not kept.</summary>
    public const int MostOfAll = 100_000;

    /// <summary>The largest answer that counts by its number alone, as those of the built-in methods do.</summary>
    public const int Small = 1024;

    /// <summary>How many bytes of larger answers of a session are kept; the oldest of them make room.</summary>
    public const int MostBytesOfSession = 1 << 20;

    /// <summary>How many bytes of larger answers are kept of all; beyond that a call is carried out and not kept.</summary>
    public const int MostBytesOfAll = 64 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, OrderedDictionary<Guid, KeptCall>> sessions = new(StringComparer.Ordinal);
    private int count;
    private int bytes;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get { lock (gate) return count; }
    }

    /// <summary>Whether a session has any.</summary>
    public bool Has(string session)
    {
        lock (gate) return sessions.ContainsKey(session);
    }

    /// <summary>The sessions that have any.</summary>
    public IReadOnlyList<string> Sessions
    {
        get { lock (gate) return [.. sessions.Keys]; }
    }

    /// <summary>Begins a call, or finds the one that it repeats.</summary>
    /// <exception cref="CareRefusalException">The id was used for something else, or too many run.</exception>
    public (KeptCall? Call, bool IsRepeat) Begin(string session, Guid id, byte[] digest)
    {
        lock (gate)
        {
            var own = sessions.GetValueOrDefault(session);
            if (own is not null) Expire(own, time.GetUtcNow());
            if (own?.GetValueOrDefault(id) is { } known)
                return known.Digest.AsSpan().SequenceEqual(digest) ? (known, true) : throw new CareRefusalException(ErrorCode.InvalidRequest);
            if (own?.Count >= MostOfSession) MakeRoom(own);
            if (count >= MostOfAll) return (null, false);
            if (own is null) sessions[session] = own = [];
            var call = new KeptCall(digest);
            own[id] = call;
            count++;
            return (call, false);
        }
    }

    /// <summary>A call is done: its outcome is kept, or with none the call is forgotten, and whoever waits for it does it anew.</summary>
    public void Finish(string session, Guid id, KeptCall call, CallOutcome? outcome)
    {
        lock (gate)
        {
            call.Finish(outcome, time.GetUtcNow() + Life);
            // The session may have ended meanwhile, and then another call with this id is not this one.
            if (sessions.GetValueOrDefault(session) is not { } own || own.GetValueOrDefault(id) != call) return;
            if (outcome is null || !TryHold(own, call, outcome.Bytes)) Remove(own, own.IndexOf(id));
        }
    }

    /// <summary>Forgets what is over.</summary>
    public void Forget()
    {
        lock (gate)
        {
            foreach (var (session, own) in sessions)
            {
                Expire(own, time.GetUtcNow());
                if (own.Count == 0) sessions.Remove(session);
            }
        }
    }

    /// <summary>Forgets all of a session.</summary>
    public void Forget(string session)
    {
        lock (gate)
        {
            if (!sessions.Remove(session, out var own)) return;
            count -= own.Count;
            bytes -= own.Values.Sum(static call => call.Bytes);
        }
    }

    Task ISessionEndListener.SessionEndedAsync(string sessionId, EndReason reason, CancellationToken cancellationToken)
    {
        Forget(sessionId);
        return Task.CompletedTask;
    }

    private void Expire(OrderedDictionary<Guid, KeptCall> own, DateTimeOffset now)
    {
        for (var index = own.Count - 1; index >= 0; index--)
            if (own.GetAt(index).Value.EndsAt <= now) Remove(own, index);
    }

    private void MakeRoom(OrderedDictionary<Guid, KeptCall> own)
    {
        for (var index = 0; index < own.Count; index++)
        {
            if (!own.GetAt(index).Value.Done.IsCompleted) continue;
            Remove(own, index);
            return;
        }
        throw new CareRefusalException(ErrorCode.Busy, retryAfterMs: 50);
    }

    private bool TryHold(OrderedDictionary<Guid, KeptCall> own, KeptCall call, int size)
    {
        if (size <= Small) return true;
        if (size > MostBytesOfSession) return false;
        var held = own.Values.Sum(static other => other.Bytes);
        for (var index = 0; held + size > MostBytesOfSession; index++)
        {
            if (own.GetAt(index).Value.Bytes is not (> 0 and var freed)) continue;
            Remove(own, index--);
            held -= freed;
        }
        if (bytes + size > MostBytesOfAll) return false;
        call.Bytes = size;
        bytes += size;
        return true;
    }

    private void Remove(OrderedDictionary<Guid, KeptCall> own, int index)
    {
        bytes -= own.GetAt(index).Value.Bytes;
        own.RemoveAt(index);
        count--;
    }
}
