using System.Collections.Concurrent;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>
/// What was read about a person and a patient lately. It holds two generations: when the younger is full, the elder goes, so that
/// looking at many patients costs a bounded amount of memory and no clearing.
/// </summary>
internal sealed class ReadingCache(TimeProvider time)
{
    /// <summary>How many a generation holds: more than people and patients that are followed at once on a node.</summary>
    private const int Most = 16 * 1024;

    private readonly Lock turning = new();
    private ConcurrentDictionary<(TenantId, SubjectId, PatientId), AccessFacts> young = new();
    private ConcurrentDictionary<(TenantId, SubjectId, PatientId), AccessFacts> old = new();
    private int count;

    /// <summary>What was read with these revisions, if time alone has not changed it.</summary>
    public AccessFacts? Find(TenantId tenant, SubjectId subject, PatientId patient, FactRevisions revisions)
    {
        var key = (tenant, subject, patient);
        if (!young.TryGetValue(key, out var facts))
        {
            if (!old.TryGetValue(key, out facts)) return null;
            if (Stands(facts, revisions)) Keep(tenant, subject, patient, facts);
        }

        return Stands(facts, revisions) ? facts : null;
    }

    public void Keep(TenantId tenant, SubjectId subject, PatientId patient, AccessFacts facts)
    {
        var key = (tenant, subject, patient);
        if (young.TryAdd(key, facts))
        {
            if (Interlocked.Increment(ref count) >= Most) Turn();
        }
        else
        {
            young[key] = facts;
        }
    }

    private bool Stands(AccessFacts facts, FactRevisions revisions) =>
        facts.SubjectRevision == revisions.Subject && facts.PatientRevision == revisions.Patient && (facts.ValidUntil is null || facts.ValidUntil > time.GetUtcNow());

    private void Turn()
    {
        lock (turning)
        {
            if (count < Most) return;
            old = young;
            young = new();
            count = 0;
        }
    }
}
