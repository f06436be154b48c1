using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access.Memory;

namespace RealtimeCare.Server.Access;

/// <summary>All facts in memory, written through to the store.</summary>
/// <remarks>
/// A change sets the patients first and the persons' revisions after; a reader looks in the opposite order. So a decision may
/// carry a revision that is too old, and is made again, but never one that is newer than the facts it saw.
/// </remarks>
public sealed class FactsRegistry(IFactsStore store, AccessMetrics metrics, TimeProvider time, ILogger<FactsRegistry> log) : IAccessFacts, IDisposable
{
    private readonly ConcurrentDictionary<(TenantId, PatientId), PatientNode> patients = new();
    private readonly ConcurrentDictionary<(TenantId, SubjectId), long> subjects = new();
    private readonly SharedTexts texts = new();
    private readonly MembershipRegistry memberships = new(new SharedTexts());
    private readonly TreatmentIndex treatments = new();
    private readonly ReadingCache readings = new(time);
    private readonly SemaphoreSlim oneChange = new(1);
    private ImmutableArray<Action<TenantId, SubjectId?, PatientId?>> listeners = [];

    /// <inheritdoc/>
    public AccessFacts Read(TenantId tenant, SubjectId subject, PatientId patient)
    {
        var subjectRevision = subjects.GetValueOrDefault((tenant, subject));
        var node = patients.GetValueOrDefault((tenant, patient), PatientNode.None);
        if (readings.Find(tenant, subject, patient, new FactRevisions(subjectRevision, node.Revision)) is { } known) return known;
        var facts = new FactsReading(subject, patient, memberships.Of(tenant, subject), time.GetUtcNow().UtcTicks).Read(subjectRevision, node);
        readings.Keep(tenant, subject, patient, facts);
        return facts;
    }

    /// <inheritdoc/>
    public FactRevisions Revisions(TenantId tenant, SubjectId subject, PatientId patient) => new(
        subjects.GetValueOrDefault((tenant, subject)), patients.GetValueOrDefault((tenant, patient), PatientNode.None).Revision);

    /// <summary>All facts about a patient, of whatever persons and groups, but the grants.</summary>
    public PatientFacts FactsOf(TenantId tenant, PatientId patient) =>
        patients.GetValueOrDefault((tenant, patient), PatientNode.None).ToFacts(tenant, patient);

    /// <summary>All relationships of a patient to persons that are named themselves.</summary>
    public IReadOnlyList<Relationship> RelationshipsOf(TenantId tenant, PatientId patient) => FactsOf(tenant, patient).Relationships;

    /// <summary>
    /// The patients to whom a treatment relationship is known, of the person or of a group that the person belongs to; whether it
    /// counts now is for the policy to say.
    /// </summary>
    public IReadOnlyCollection<PatientId> PatientsOf(TenantId tenant, SubjectId subject)
    {
        HashSet<PatientId> found = [];
        treatments.AddOf(tenant, subject, found);
        foreach (var membership in memberships.Of(tenant, subject)) treatments.AddOfGroup(tenant, membership.Group, found);
        return found;
    }

    /// <summary>Whether a patient is among <see cref="PatientsOf"/>.</summary>
    public bool HasPatient(TenantId tenant, SubjectId subject, PatientId patient)
    {
        if (treatments.Has(tenant, subject, patient)) return true;
        foreach (var membership in memberships.Of(tenant, subject))
            if (treatments.HasGroup(tenant, membership.Group, patient)) return true;
        return false;
    }

    /// <summary>All that is said of who belongs to these groups.</summary>
    public IEnumerable<Affiliation> AffiliationsTo(TenantId tenant, IReadOnlySet<string> groups) => memberships.To(tenant, groups);

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

    /// <summary>Brings all facts into memory. Until then nobody has any.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await store.ReadAllAsync(Take, cancellationToken);
        log.FactsLoaded(patients.Count, subjects.Count);
    }

    private void Take(FactsChange change)
    {
        foreach (var patient in change.Patients)
        {
            var before = patients.GetValueOrDefault((patient.Tenant, patient.Patient), PatientNode.None);
            var after = PatientNode.Of(patient, before, texts);
            patients[(patient.Tenant, patient.Patient)] = after;
            treatments.Take(patient.Tenant, before, after);
        }
        foreach (var member in change.Members) memberships.Take(member);
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
