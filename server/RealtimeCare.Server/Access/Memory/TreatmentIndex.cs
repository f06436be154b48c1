using System.Collections.Concurrent;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>
/// The way from a person, or from a group, to the patients that facts tie to it: whether a tie counts now is not asked here.
/// </summary>
/// <remarks>One writer at a time; readers at any time.</remarks>
internal sealed class TreatmentIndex
{
    private readonly ConcurrentDictionary<Side, HashSet<PatientId>> patients = new();

    /// <summary>Adds the patients of a person to those found before.</summary>
    public void AddOf(TenantId tenant, SubjectId subject, HashSet<PatientId> found) => Add(new Side(tenant, subject.Value, IsGroup: false), found);

    /// <summary>Adds the patients of a group to those found before.</summary>
    public void AddOfGroup(TenantId tenant, string group, HashSet<PatientId> found) => Add(new Side(tenant, group, IsGroup: true), found);

    public bool Has(TenantId tenant, SubjectId subject, PatientId patient) => Has(new Side(tenant, subject.Value, IsGroup: false), patient);

    public bool HasGroup(TenantId tenant, string group, PatientId patient) => Has(new Side(tenant, group, IsGroup: true), patient);

    /// <summary>A patient's facts have changed.</summary>
    public void Take(TenantId tenant, PatientNode before, PatientNode after)
    {
        foreach (var tie in before.Ties)
            if (tie.Kind != TieKind.Proxy && !Holds(after, tie)) Remove(Side.Of(tenant, tie), before.Patient);
        foreach (var tie in after.Ties)
            if (tie.Kind != TieKind.Proxy && !Holds(before, tie)) Add(Side.Of(tenant, tie), after.Patient);
    }

    private static bool Holds(PatientNode node, in Tie tie)
    {
        foreach (var other in node.Ties)
            if (other.Kind == tie.Kind && other.Who == tie.Who) return true;
        return false;
    }

    private void Add(Side side, PatientId patient)
    {
        var of = patients.GetOrAdd(side, static _ => []);
        lock (of) of.Add(patient);
    }

    private void Remove(Side side, PatientId patient)
    {
        if (!patients.TryGetValue(side, out var of)) return;
        lock (of)
        {
            of.Remove(patient);
            if (of.Count == 0) patients.TryRemove(side, out _);
        }
    }

    private void Add(Side side, HashSet<PatientId> found)
    {
        if (side.Who is null || !patients.TryGetValue(side, out var of)) return;
        lock (of) found.UnionWith(of);
    }

    private bool Has(Side side, PatientId patient)
    {
        if (side.Who is null || !patients.TryGetValue(side, out var of)) return false;
        lock (of) return of.Contains(patient);
    }

    private readonly record struct Side(TenantId Tenant, string Who, bool IsGroup)
    {
        public static Side Of(TenantId tenant, in Tie tie) => new(tenant, tie.Who, tie.Kind == TieKind.Group);
    }
}
