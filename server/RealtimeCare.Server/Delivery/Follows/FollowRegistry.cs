using System.Collections.Concurrent;
using System.Threading.Channels;
using RealtimeCare.Contracts;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>
/// The followings of this node. A change of facts or policies is only noted here; who may join because of it is found by the worker.
/// </summary>
internal sealed class FollowRegistry : IDisposable
{
    // Facts that change in bulk: looking at everybody once is less work than at each of them.
    private const int MostChanges = 4096;

    private readonly ConcurrentDictionary<(string Session, Guid Id), Follow> running = new();
    private readonly Lock beginning = new();
    private readonly ConcurrentQueue<(TenantId Tenant, SubjectId? Subject, PatientId? Patient)> changes = new();
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly OwnPatients own;
    private readonly IDisposable facts;
    private readonly IDisposable policies;

    public FollowRegistry(OwnPatients own, IAccessFacts facts, LivePolicy policies)
    {
        this.own = own;
        this.facts = facts.Subscribe(OnFactsChanged);
        this.policies = policies.Subscribe(OnPoliciesChanged);
    }

    /// <summary>Takes one in; what runs under its id in its session stops, unless a newer connection serves that.</summary>
    public ServeOutcome Begin(Follow follow)
    {
        lock (beginning)
        {
            var outcome = Enter(follow);
            if (outcome != ServeOutcome.Served) return outcome;
        }
        follow.Pump.Serve(follow);
        // The connection may have gone meanwhile, and its clearing up has not seen this one.
        if (follow.Pump.Connection.IsGone) TryEnd(follow);
        return ServeOutcome.Served;
    }

    /// <summary>Whether a newer connection than this one serves what runs under an id.</summary>
    public bool IsBehind(Connection connection, Guid id) => Find(connection.Session.Id, id)?.Pump.Connection.IsNewerThan(connection) == true;

    private ServeOutcome Enter(Follow follow)
    {
        var session = follow.Pump.Connection.Session.Id;
        var key = (session, follow.Terms.Id);
        if (IsBehind(follow.Pump.Connection, follow.Terms.Id)) return ServeOutcome.Late;
        if (!running.ContainsKey(key) && running.Keys.Count(other => other.Session == session) >= RealtimeCareProtocol.MaxFollows) return ServeOutcome.Full;
        running.AddOrUpdate(
            key,
            _ => follow,
            (_, old) =>
            {
                Stop(old);
                return follow;
            });
        return ServeOutcome.Served;
    }

    /// <summary>Lets nobody join any more; the subscriptions are the caller's to end. False when another has replaced it, or it was ended.</summary>
    public bool TryEnd(Follow follow)
    {
        var isEnded = running.TryRemove(KeyValuePair.Create((follow.Pump.Connection.Session.Id, follow.Terms.Id), follow));
        Stop(follow);
        return isEnded;
    }

    /// <summary>Ends all that a connection serves: it is gone.</summary>
    public void EndAll(ConnectionPump pump)
    {
        foreach (var follow in pump.Follows) TryEnd(follow);
    }

    public Follow? Find(string sessionId, Guid id) => running.GetValueOrDefault((sessionId, id));

    /// <summary>There may be somebody to look at; never blocks.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <summary>Waits until there may be somebody to look at.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await wake.Reader.ReadAsync(cancellationToken);

    /// <summary>Those where somebody has to be looked at.</summary>
    public IReadOnlyList<Follow> TakeDue(DateTimeOffset now)
    {
        if (changes.Count > MostChanges)
        {
            changes.Clear();
            foreach (var follow in running.Values) follow.NoteAll();
        }
        while (changes.TryDequeue(out var change)) Apply(change.Tenant, change.Subject, change.Patient);
        return [.. running.Values.Where(follow => follow.IsDueAt(now))];
    }

    public void Dispose()
    {
        facts.Dispose();
        policies.Dispose();
    }

    private static void Stop(Follow follow)
    {
        follow.IsOver = true;
        follow.Pump.Release(follow);
    }

    private void Apply(TenantId tenant, SubjectId? subject, PatientId? patient)
    {
        foreach (var follow in running.Values)
        {
            if (follow.Caller.Tenant != tenant) continue;
            if (subject is not null && follow.Caller.Subject == subject) follow.NoteAll();
            if (patient is { } one && !follow.Has(one) && own.IsCandidate(follow.Caller, one)) follow.Note(one);
        }
    }

    private void OnFactsChanged(TenantId tenant, SubjectId? subject, PatientId? patient)
    {
        if (running.IsEmpty) return;
        changes.Enqueue((tenant, subject, patient));
        Wake();
    }

    private void OnPoliciesChanged()
    {
        foreach (var follow in running.Values) follow.NoteAll();
        Wake();
    }
}
