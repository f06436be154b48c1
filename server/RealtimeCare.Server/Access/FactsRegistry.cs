using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>All facts in memory, written through to the store.</summary>
/// <remarks>
/// A change sets the patients first and the persons' revisions after; a reader looks in the opposite order. So a decision may
/// carry a revision that is too old, and is made again, but never one that is newer than the facts it saw.
/// </remarks>
public sealed class FactsRegistry(IFactsStore store, AccessMetrics metrics, ILogger<FactsRegistry> log) : IAccessFacts, IDisposable
{
    private readonly ConcurrentDictionary<(TenantId, PatientId), PatientFacts> patients = new();
    private readonly ConcurrentDictionary<(TenantId, SubjectId), long> subjects = new();
    private readonly SemaphoreSlim oneChange = new(1);
    private ImmutableArray<Action<TenantId, SubjectId?, PatientId?>> listeners = [];

    /// <inheritdoc/>
    public AccessFacts Read(TenantId tenant, SubjectId subject, PatientId patient)
    {
        var subjectRevision = subjects.GetValueOrDefault((tenant, subject));
        return patients.TryGetValue((tenant, patient), out var facts)
            ? new AccessFacts(subjectRevision, facts.Revision, [.. facts.Relationships.Where(r => r.Subject == subject)])
            : new AccessFacts(subjectRevision, 0, []);
    }

    /// <inheritdoc/>
    public FactRevisions Revisions(TenantId tenant, SubjectId subject, PatientId patient) => new(
        subjects.GetValueOrDefault((tenant, subject)), patients.TryGetValue((tenant, patient), out var facts) ? facts.Revision : 0);

    /// <summary>All treatment relationships of a patient.</summary>
    public IReadOnlyList<Relationship> RelationshipsOf(TenantId tenant, PatientId patient) =>
        patients.TryGetValue((tenant, patient), out var facts) ? facts.Relationships : [];

    /// <summary>Replaces what each source says, all or nothing, and tells who listens.</summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was changed.</exception>
    public async ValueTask ReplaceAsync(TenantId tenant, IReadOnlyList<SourceFacts> sources, CancellationToken cancellationToken)
    {
        // Changes reach memory in the order of the store, or an older one could stay on top.
        await oneChange.WaitAsync(cancellationToken);
        FactsChange change;
        try
        {
            change = await store.ReplaceAsync(tenant, sources, cancellationToken);
            Take(change);
        }
        finally
        {
            oneChange.Release();
        }
        metrics.Changed(change.Patients.Count);
        log.FactsReplaced(sources.Count, change.Patients.Count, change.Subjects.Count);
        Tell(change);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<TenantId, SubjectId?, PatientId?> changed)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), changed);
        return new Subscription(this, changed);
    }

    /// <inheritdoc/>
    public void Dispose() => oneChange.Dispose();

    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        Take(await store.ReadAllAsync(cancellationToken));
        log.FactsLoaded(patients.Count, subjects.Count);
    }

    private void Take(FactsChange change)
    {
        foreach (var patient in change.Patients) patients[(patient.Tenant, patient.Patient)] = patient;
        foreach (var subject in change.Subjects) subjects[(subject.Tenant, subject.Subject)] = subject.Revision;
    }

    private void Tell(FactsChange change)
    {
        foreach (var listener in listeners)
        {
            foreach (var patient in change.Patients) listener(patient.Tenant, null, patient.Patient);
            foreach (var subject in change.Subjects) listener(subject.Tenant, subject.Subject, null);
        }
    }

    private sealed class Subscription(FactsRegistry facts, Action<TenantId, SubjectId?, PatientId?> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref facts.listeners, static (all, one) => all.Remove(one), listener);
    }
}
