using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>What decisions see: the facts, and the grants beside them.</summary>
internal sealed class LiveFacts(FactsRegistry facts, GrantRegistry grants) : IAccessFacts
{
    public AccessFacts Read(TenantId tenant, SubjectId subject, PatientId patient)
    {
        var revision = grants.RevisionOf(tenant, patient);
        var known = facts.Read(tenant, subject, patient);
        return revision == 0
            ? known
            : known with { PatientRevision = known.PatientRevision + revision, Grants = grants.Of(tenant, subject, patient) };
    }

    // Both only grow, so that the sum moves whenever one of them does.
    public FactRevisions Revisions(TenantId tenant, SubjectId subject, PatientId patient)
    {
        var known = facts.Revisions(tenant, subject, patient);
        return known with { Patient = known.Patient + grants.RevisionOf(tenant, patient) };
    }

    public IDisposable Subscribe(Action<TenantId, SubjectId?, PatientId?> changed)
    {
        grants.Subscribe(changed);
        return new Subscription(facts.Subscribe(changed), grants, changed);
    }

    private sealed class Subscription(IDisposable ofFacts, GrantRegistry grants, Action<TenantId, SubjectId?, PatientId?> listener) : IDisposable
    {
        public void Dispose()
        {
            ofFacts.Dispose();
            grants.Unsubscribe(listener);
        }
    }
}
