namespace RealtimeCare.Policy.Access;

/// <summary>What the caller is to the patient at this instant, whatever the role: found once for all roles.</summary>
internal readonly ref struct Standing
{
    private Standing(Relationship? treatment, Relationship? proxy, Grant? grant)
    {
        Treatment = treatment;
        Proxy = proxy;
        Grant = grant;
    }

    /// <summary>The treatment relationship that lasts longest; null when none is active.</summary>
    public Relationship? Treatment { get; }

    /// <summary>The same of proxy relationships.</summary>
    public Relationship? Proxy { get; }

    /// <summary>The grant that lasts longest; null when the glass is whole.</summary>
    public Grant? Grant { get; }

    public static Standing Find(AccessQuestion question, AccessRules rules)
    {
        if (question.Facts is not { } facts || question.Patient is not { Value: not null } patient) return default;
        if (question.Caller.Subject.Value is null) return default;
        Relationship? treatment = null;
        Relationship? proxy = null;
        foreach (var candidate in facts.Relationships.Each())
        {
            if (candidate.Subject != question.Caller.Subject || candidate.Patient != patient) continue;
            if (candidate.From > question.At || UntilOf(candidate, rules) <= question.At) continue;
            if (candidate.Kind == RelationshipKind.Proxy) proxy = Longer(proxy, candidate, rules);
            else treatment = Longer(treatment, candidate, rules);
        }

        return new Standing(treatment, proxy, FindGrant(question, facts, patient));
    }

    /// <summary>When a relationship stops to count, with the policy's grace; null when no end is known.</summary>
    public static DateTimeOffset? UntilOf(Relationship relationship, AccessRules rules)
    {
        if (relationship.Until is not { } until) return null;
        var grace = rules.GraceOf(relationship.Part);
        return until < DateTimeOffset.MaxValue - grace ? until + grace : null;
    }

    private static Relationship Longer(Relationship? one, Relationship other, AccessRules rules)
    {
        if (one is null) return other;
        var until = UntilOf(one, rules);
        return until is not null && !(UntilOf(other, rules) <= until) ? other : one;
    }

    private static Grant? FindGrant(AccessQuestion question, AccessFacts facts, PatientId patient)
    {
        Grant? longest = null;
        foreach (var grant in facts.Grants.Each())
        {
            if (grant.Subject != question.Caller.Subject || grant.Patient != patient) continue;
            if (grant.SessionId != question.Caller.SessionId || grant.From > question.At || grant.Until <= question.At) continue;
            if (longest is null || grant.Until > longest.Until) longest = grant;
        }

        return longest;
    }
}
