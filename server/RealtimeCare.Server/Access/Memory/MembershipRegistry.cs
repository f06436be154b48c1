using System.Collections.Concurrent;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>Who belongs to which group.</summary>
internal sealed class MembershipRegistry(SharedTexts texts)
{
    private readonly ConcurrentDictionary<(TenantId, string), Membership[]> members = new();

    /// <summary>What a person belongs to, by itself and through what that in turn is a part of: one step, so that no circle matters.</summary>
    public IReadOnlyList<Membership> Of(TenantId tenant, SubjectId subject)
    {
        if (subject.Value is null || !members.TryGetValue((tenant, Affiliation.MemberOf(subject)), out var own)) return [];
        var all = new List<Membership>(own);
        foreach (var one in own)
            if (members.TryGetValue((tenant, one.Group), out var outer))
                foreach (var two in outer) all.Add(two with { Span = two.Span.Within(one.Span) });
        return all;
    }

    /// <summary>Everything that is said of members of these groups.</summary>
    public IEnumerable<Affiliation> To(TenantId tenant, IReadOnlySet<string> groups)
    {
        foreach (var ((itsTenant, member), memberships) in members)
        {
            if (itsTenant != tenant) continue;
            foreach (var one in memberships)
                if (groups.Contains(one.Group)) yield return new Affiliation(member, one.Group, one.Span.FromInstant, one.Span.UntilInstant);
        }
    }

    public void Take(MemberFacts facts)
    {
        var key = (facts.Tenant, texts.Share(facts.Member));
        if (facts.Affiliations.Count == 0) members.TryRemove(key, out _);
        else members[key] = [.. facts.Affiliations.Select(one => new Membership(texts.Share(one.Group), Span.Of(one.From, one.Until)))];
    }
}
