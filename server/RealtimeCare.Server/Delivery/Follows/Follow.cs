using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>
/// A session's following of the patients of its person. Each of them is a subscription of its own, which the pump serves and the
/// guard ends; here stands who has to be looked at, to join or not.
/// </summary>
internal sealed class Follow(FollowTerms terms, ConnectionPump pump)
{
    private readonly Lock gate = new();
    private readonly Dictionary<PatientId, Subscription> members = [];
    private readonly HashSet<PatientId> noted = [];
    private readonly HashSet<PatientId> denied = [];
    private readonly HashSet<PatientId> reloading = [];
    private bool isAllNoted = true;
    private DateTimeOffset dueAt = DateTimeOffset.MaxValue;
    private int missing;
    private int looking;

    public FollowTerms Terms => terms;

    public ConnectionPump Pump => pump;

    public Caller Caller => pump.Connection.Caller;

    /// <summary>Set when nobody joins any more: ended, taken over, or the connection is gone.</summary>
    public volatile bool IsOver;

    /// <summary>Whether the connection that served it before is still to be closed, once its patients have moved.</summary>
    public bool IsMoving { get; set; }

    /// <summary>Whether the last look failed, which the log says once.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>How many patients had no room at the last look.</summary>
    public int Missing => Volatile.Read(ref missing);

    /// <summary>How many patients are followed.</summary>
    public int Count
    {
        get { lock (gate) return members.Count; }
    }

    /// <summary>Begins to look; false when somebody else does.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref looking, 1, 0) == 0;

    public void Finish() => Volatile.Write(ref looking, 0);

    public void NoteAll()
    {
        lock (gate) isAllNoted = true;
    }

    public void Note(PatientId patient)
    {
        lock (gate) noted.Add(patient);
    }

    /// <summary>Whether somebody has to be looked at.</summary>
    public bool IsDueAt(DateTimeOffset now)
    {
        lock (gate) return !IsOver && (isAllNoted || noted.Count > 0 || dueAt <= now);
    }

    /// <summary>Looks at everybody again then, if not before.</summary>
    public void DueBy(DateTimeOffset? at)
    {
        lock (gate)
            if (at < dueAt) dueAt = at.Value;
    }

    /// <summary>Takes who has to be looked at; null means everybody.</summary>
    public IReadOnlyCollection<PatientId>? TakeNoted(DateTimeOffset now)
    {
        lock (gate)
        {
            var isAll = isAllNoted || dueAt <= now;
            IReadOnlyCollection<PatientId>? taken = isAll ? null : [.. noted];
            noted.Clear();
            isAllNoted = false;
            if (isAll) dueAt = DateTimeOffset.MaxValue;
            return taken;
        }
    }

    public bool Has(PatientId patient)
    {
        lock (gate) return members.ContainsKey(patient);
    }

    public void Add(Subscription subscription)
    {
        lock (gate)
        {
            members[subscription.Stream.Patient] = subscription;
            denied.Remove(subscription.Stream.Patient);
            reloading.Remove(subscription.Stream.Patient);
        }
    }

    /// <summary>A subscription that was added and could not be served.</summary>
    public void Remove(Subscription subscription)
    {
        lock (gate) TryRemove(subscription);
    }

    /// <summary>A patient is followed no more; to be looked at again, since that may have changed meanwhile.</summary>
    public void Leave(Subscription subscription, bool isToReload)
    {
        var patient = subscription.Stream.Patient;
        lock (gate)
        {
            if (!TryRemove(subscription)) return;
            noted.Add(patient);
            isAllNoted |= missing > 0;
            if (isToReload) reloading.Add(patient);
            // The end of the delivery stands in the book with all factors.
            else denied.Add(patient);
        }
    }

    /// <summary>A patient who goes on no more where the client has read, and joins from the start of what is kept.</summary>
    public void NoteReload(PatientId patient)
    {
        lock (gate) reloading.Add(patient);
    }

    /// <summary>Where a patient who joins is followed from.</summary>
    public FollowFrom FromOf(PatientId patient)
    {
        lock (gate) return reloading.Contains(patient) ? FollowFrom.Start : terms.From;
    }

    /// <summary>Whether a denial is news, so that the book has to hold it.</summary>
    public bool IsNews(PatientId patient)
    {
        lock (gate) return !denied.Contains(patient);
    }

    public void NoteDenied(PatientId patient)
    {
        lock (gate) denied.Add(patient);
    }

    /// <summary>Takes how many patients have no room; false when it were as many before.</summary>
    public bool TryMiss(int count) => Interlocked.Exchange(ref missing, count) != count;

    private bool TryRemove(Subscription subscription) =>
        members.TryGetValue(subscription.Stream.Patient, out var known) && known == subscription && members.Remove(subscription.Stream.Patient);
}
