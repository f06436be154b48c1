using System.Collections.Concurrent;
using System.Collections.Immutable;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>The grants that decisions see, in memory over the store.</summary>
/// <remarks>
/// A grant begins when it is durable, and ends at once in memory, whatever the store says: what could not be written is written
/// later. Revisions live in memory alone, as the decisions do that carry them.
/// </remarks>
internal sealed class GrantRegistry(IGrantStore store)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<(TenantId, PatientId), PatientGrants> patients = new();
    private readonly ConcurrentDictionary<(TenantId, Guid), GrantRecord> active = new();
    private readonly ConcurrentDictionary<(TenantId, Guid), GrantRecord> records = new();
    private readonly ConcurrentDictionary<(TenantId, Guid), GrantRecord> unwritten = new();
    private ImmutableArray<Action<TenantId, SubjectId?, PatientId?>> listeners = [];

    /// <summary>The grants that last.</summary>
    public IEnumerable<GrantRecord> Active => active.Values;

    /// <summary>A grant as memory knows it, which may be newer than the store; null when it is too old to matter.</summary>
    public GrantRecord? Find(TenantId tenant, Guid id) => records.GetValueOrDefault((tenant, id));

    /// <summary>The grants of a person for a patient, also ended ones.</summary>
    public IReadOnlyList<Grant> Of(TenantId tenant, SubjectId subject, PatientId patient) =>
        patients.TryGetValue((tenant, patient), out var found) ? [.. found.Grants.Where(grant => grant.Subject == subject)] : [];

    /// <summary>Grows with every change of a grant for the patient.</summary>
    public long RevisionOf(TenantId tenant, PatientId patient) =>
        patients.TryGetValue((tenant, patient), out var found) ? found.Revision : 0;

    /// <summary>Calls <paramref name="changed"/> with the patient whose grants changed.</summary>
    public void Subscribe(Action<TenantId, SubjectId?, PatientId?> changed) =>
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), changed);

    /// <summary>Calls it no more.</summary>
    public void Unsubscribe(Action<TenantId, SubjectId?, PatientId?> changed) =>
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Remove(one), changed);

    /// <summary>Fills the memory from the store.</summary>
    public async Task LoadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        foreach (var record in await store.ReadAsync(since, cancellationToken)) Change(record.Tenant, record.Id, _ => record);
    }

    /// <summary>Begins a grant. It counts when this returns.</summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable: it does not count.</exception>
    public async ValueTask BeginAsync(GrantFile file, CancellationToken cancellationToken)
    {
        await store.AddAsync(file, cancellationToken);
        Change(file.Record.Tenant, file.Record.Id, _ => file.Record);
    }

    /// <summary>Ends a grant in memory, at once; null when somebody else did before. Make it durable with <see cref="WriteEndsAsync"/>.</summary>
    public GrantRecord? TryEnd(GrantRecord grant, DateTimeOffset at, BreakGlassEnd by) =>
        Change(grant.Tenant, grant.Id, last => last is { EndedAt: null } ? unwritten[(grant.Tenant, grant.Id)] = last.End(at, by) : null);

    /// <summary>Writes the ends that are not durable yet. Those that still cannot be written are kept for the next time.</summary>
    /// <exception cref="FactsUnavailableException">Some could not be written.</exception>
    public async Task WriteEndsAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, ended) in unwritten)
        {
            await store.EndAsync(ended, cancellationToken);
            unwritten.TryRemove(key, out _);
        }
    }

    /// <summary>Notes that the person has attested a grant.</summary>
    public void Attested(GrantRecord grant, DateTimeOffset at) =>
        Change(grant.Tenant, grant.Id, last => (last ?? grant) with { Grant = (last ?? grant).Grant with { AttestedAt = at } });

    /// <summary>Replaces what is known of a grant, and tells who listens; null when there is nothing to change.</summary>
    private GrantRecord? Change(TenantId tenant, Guid id, Func<GrantRecord?, GrantRecord?> change)
    {
        GrantRecord? record;
        lock (gate)
        {
            record = change(records.GetValueOrDefault((tenant, id)));
            if (record is null) return null;
            records[(tenant, id)] = record;
            if (record.EndedAt is null) active[(tenant, id)] = record;
            else active.TryRemove((tenant, id), out _);
            var key = (tenant, record.Grant.Patient);
            patients[key] = (patients.GetValueOrDefault(key) ?? new PatientGrants(0, [])).With(record.Grant);
        }
        foreach (var listener in listeners) listener(tenant, null, record.Grant.Patient);
        return record;
    }

    private sealed record PatientGrants(long Revision, ImmutableArray<Grant> Grants)
    {
        public PatientGrants With(Grant grant) => new(Revision + 1, [.. Grants.Where(other => other.Id != grant.Id), grant]);
    }
}
