using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>A store that keeps nothing: what is written comes back as it would from a database.</summary>
internal sealed class GivenFacts : IFactsStore
{
    public static TenantId Tenant { get; } = TenantId.Parse("north");

    public ValueTask ReadAllAsync(Action<FactsChange> take, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<FactsChange> ReplaceAsync(TenantId tenant, IReadOnlyList<SourceFacts> sources, CancellationToken cancellationToken)
    {
        var relationships = sources.SelectMany(source => source.Relationships).ToList();
        return ValueTask.FromResult(new FactsChange(
            [.. relationships.GroupBy(one => one.Patient).Select(of => new PatientFacts(tenant, of.Key, 1, [.. of]))],
            [.. relationships.Select(one => one.Subject).Distinct().Select(subject => new SubjectRevision(tenant, subject, 1))]));
    }
}
