namespace RealtimeCare.Policy.Access;

/// <summary>
/// Who treated the patient until a moment ago, or broke this glass before and attested it, needs no fresh sign-in and no further
/// attestation. The reason, the trail and the review stay.
/// </summary>
/// <param name="Because">Why, a fixed code.</param>
/// <param name="Until">When it stops to count.</param>
public sealed record BreakGlassExemption(string Because, DateTimeOffset Until)
{
    /// <summary>A treatment relationship has ended lately.</summary>
    public const string FormerRelationship = "former-relationship";

    /// <summary>An earlier grant for the same patient was attested lately.</summary>
    public const string FormerGrant = "former-grant";

    /// <summary>The exemption of the caller for the patient of the question that lasts longest; null when there is none.</summary>
    public static BreakGlassExemption? Find(AccessQuestion question, BreakGlassRules rules)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(rules);
        if (question.Facts is not { } facts || question.Patient is not { Value: not null } patient || question.Caller.IsService) return null;
        BreakGlassExemption? longest = null;
        foreach (var relationship in facts.Relationships)
            if (relationship.Subject == question.Caller.Subject && relationship.Patient == patient)
                longest = Longer(longest, OfRelationship(relationship, question.At, rules), question.At);
        foreach (var grant in facts.Grants)
            if (grant.Subject == question.Caller.Subject && grant.Patient == patient)
                longest = Longer(longest, OfGrant(grant, question.At, rules), question.At);
        return longest;
    }

    private static BreakGlassExemption? Longer(BreakGlassExemption? one, BreakGlassExemption? other, DateTimeOffset at)
    {
        if (other is null || other.Until <= at) return one;
        return one is null || other.Until > one.Until ? other : one;
    }

    private static BreakGlassExemption? OfRelationship(Relationship relationship, DateTimeOffset at, BreakGlassRules rules)
    {
        if (relationship.Kind != RelationshipKind.Treatment || relationship.Until is not { } end || end > at || relationship.From > at) return null;
        foreach (var (part, after) in rules.ExemptAfter)
            if (relationship.Part.SequenceEqual(part)) return new BreakGlassExemption(FormerRelationship, Add(end, after));
        return null;
    }

    // A grant of any session counts: the exemption is the person's.
    private static BreakGlassExemption? OfGrant(Grant grant, DateTimeOffset at, BreakGlassRules rules) =>
        grant.AttestedAt is null || grant.From > at ? null : new BreakGlassExemption(FormerGrant, Add(grant.From, rules.ExemptAfterGrant));

    private static DateTimeOffset Add(DateTimeOffset at, TimeSpan time) =>
        at < DateTimeOffset.MaxValue - time ? at + time : DateTimeOffset.MaxValue;
}
