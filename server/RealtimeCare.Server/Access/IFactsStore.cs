using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>Keeps the facts; <see cref="FactsRegistry"/> holds them in memory.</summary>
public interface IFactsStore
{
    /// <summary>All facts of all tenants.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    ValueTask<FactsChange> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Replaces what each source says, all or nothing. The revision of each person and patient whose facts differ afterwards
    /// grows by one.
    /// </summary>
    /// <returns>The persons and patients whose facts differ, as they are now; empty when nothing changed.</returns>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was changed.</exception>
    ValueTask<FactsChange> ReplaceAsync(TenantId tenant, IReadOnlyList<SourceFacts> sources, CancellationToken cancellationToken);
}

/// <summary>Facts as they are after a change.</summary>
public sealed record FactsChange(IReadOnlyList<PatientFacts> Patients, IReadOnlyList<SubjectRevision> Subjects);

/// <summary>All treatment relationships of a patient.</summary>
public sealed record PatientFacts(TenantId Tenant, PatientId Patient, long Revision, IReadOnlyList<Relationship> Relationships);

/// <summary>How often the facts about a person have changed.</summary>
public sealed record SubjectRevision(TenantId Tenant, SubjectId Subject, long Revision);
