using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Server.Access;

/// <summary>Keeps the facts; <see cref="FactsRegistry"/> holds them in memory.</summary>
public interface IFactsStore
{
    /// <summary>Gives all facts of all tenants, in as many parts as it likes; each patient and each member comes once.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    ValueTask ReadAllAsync(Action<FactsChange> take, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces what each source says, all or nothing. The revision of each person and patient whose facts differ afterwards
    /// grows by one.
    /// </summary>
    /// <returns>The persons and patients whose facts differ, as they are now; empty when nothing changed.</returns>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was changed.</exception>
    ValueTask<FactsChange> ReplaceAsync(TenantId tenant, IReadOnlyList<SourceFacts> sources, CancellationToken cancellationToken);
}

/// <summary>Facts as they are after a change.</summary>
public sealed record FactsChange(IReadOnlyList<PatientFacts> Patients, IReadOnlyList<SubjectRevision> Subjects)
{
    /// <summary>The members, persons and groups, whose affiliations differ.</summary>
    public IReadOnlyList<MemberFacts> Members { get; init; } = [];
}

/// <summary>All facts about a patient but the grants.</summary>
public sealed record PatientFacts(TenantId Tenant, PatientId Patient, long Revision, IReadOnlyList<Relationship> Relationships)
{
    /// <summary>The relationships of groups.</summary>
    public IReadOnlyList<GroupRelationship> Groups { get; init; } = [];

    /// <summary>The consents in force.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];
}

/// <summary>What a member, a person or a group, belongs to.</summary>
public sealed record MemberFacts(TenantId Tenant, string Member, IReadOnlyList<Affiliation> Affiliations);

/// <summary>How often the facts about a person have changed.</summary>
public sealed record SubjectRevision(TenantId Tenant, SubjectId Subject, long Revision);
