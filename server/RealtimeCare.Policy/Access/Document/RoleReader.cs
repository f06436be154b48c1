using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Understands a role of a policy document.</summary>
internal static class RoleReader
{
    // What patients and those who act for them may ask of the server: never what belongs to treating or running.
    private static readonly HashSet<string> OutsideTreatment =
    [
        .. Operations.All.Except(
        [
            Operations.StreamSubscribe, Operations.StreamSnapshot, Operations.StreamResume, Operations.StreamAcknowledge,
            Operations.StreamUnsubscribe, Operations.SessionActivity, Operations.AccessExplainOwn,
        ]).Select(static o => o.Name),
    ];

    /// <summary>Null when it is no role at all; mistakes are added to the draft.</summary>
    public static RoleRule? Read(DocumentMember member, PolicyDraft draft)
    {
        var role = new DocumentObject(member.Value, $"role '{member.Name}'", draft.Mistakes);
        if (!role.Check(["relationship", "operations", "topics", "purposes"], ["audience", "consent", "narrower"])) return null;

        var audience = FindAudience(member, draft);
        var need = ReadNeed(role);
        var operations = role.List("operations", name => FindOperationMistake(name, need));
        var topics = role.List("topics", name => draft.Topics.ContainsKey(name) ? null : "is no topic of the document");
        var purposes = role.List("purposes", PolicyNames.FindPurposeMistake);
        if (topics is { Count: > 0 } && member.Value.Find("audience") is null)
            role.Report("topics", $"role '{member.Name}' has topics but no audience");
        return new RoleRule(member.Name, audience, need, Set(operations), Set(topics), Set(purposes))
        {
            RequiresConsent = ReadConsent(role, need),
            Narrower = ReadNarrower(role, member, audience, draft),
        };
    }

    /// <summary>A role with the audiences of the draft in place of those of the same names.</summary>
    public static RoleRule Bind(RoleRule role, PolicyDraft draft)
    {
        var own = role.Audience is { } before ? draft.FindAudience(before.Name) : null;
        return role with { Audience = own, Narrower = [.. role.Narrower.Select(n => Within(draft.FindAudience(n.Name) ?? n, own, draft))] };
    }

    private static Audience? FindAudience(DocumentMember role, PolicyDraft draft)
    {
        if (role.Value.Find("audience") is not { } node) return null;
        if (!draft.AudienceNames.Contains(node.Text)) draft.Report(node.Line, $"'{node.Text}' is no audience of the document");
        return draft.FindAudience(node.Text);
    }

    private static RelationshipNeed ReadNeed(DocumentObject role)
    {
        switch (role.Text("relationship"))
        {
            case "none": return RelationshipNeed.None;
            case "self": return RelationshipNeed.Self;
            case "proxy": return RelationshipNeed.Proxy;
            case null or "required": return RelationshipNeed.Treatment;
            default:
                role.Report("relationship", "'relationship' is neither 'none', 'required', 'self' nor 'proxy'");
                return RelationshipNeed.Treatment;
        }
    }

    private static string? FindOperationMistake(string name, RelationshipNeed need) =>
        need is RelationshipNeed.Self or RelationshipNeed.Proxy && OutsideTreatment.Contains(name)
            ? "is not for patients and those who act for them"
            : PolicyNames.FindOperationMistake(name);

    private static bool ReadConsent(DocumentObject role, RelationshipNeed need)
    {
        if (role.Text("consent") is not { } consent) return false;
        if (consent != "required") role.Report("consent", "'consent' is not 'required'; leave it out where the rule for absent consent counts");
        if (need == RelationshipNeed.Self) role.Report("consent", "nobody's consent is asked for one's own data");
        return true;
    }

    private static List<Audience> ReadNarrower(DocumentObject role, DocumentMember member, Audience? own, PolicyDraft draft)
    {
        var found = new List<Audience>();
        foreach (var name in role.List("narrower", name => FindNarrowerMistake(name, own, draft)) ?? [])
            if (draft.FindAudience(name) is { } audience) found.Add(Within(audience, own, draft));
        if (member.Value.Find("narrower") is not null && member.Value.Find("audience") is null)
            role.Report("narrower", $"role '{member.Name}' has narrower audiences but none of its own");
        return found;
    }

    // An empty audience names no types: it hears of those only that the role sees.
    private static Audience Within(Audience audience, Audience? own, PolicyDraft draft)
    {
        if (!audience.IsEmpty || own is null) return audience;
        var unseen = draft.Topics.Values.SelectMany(static topic => topic.ResourceTypes).Where(type => !own.Sees(type)).ToHashSet();
        return unseen.Count == 0 ? audience : audience.Limit(audience.Limits with { WithoutTypes = unseen });
    }

    private static string? FindNarrowerMistake(string name, Audience? own, PolicyDraft draft)
    {
        if (!draft.AudienceNames.Contains(name)) return "is no audience of the document";
        if (own is null || draft.FindAudience(name) is not { } audience) return null;
        if (audience == own) return "is the role's own audience";
        return AudienceBounds.FindExcess(audience, own) is { } excess ? $"is not narrower than '{own.Name}': it {excess}" : null;
    }

    private static HashSet<string> Set(List<string>? names) => [.. names ?? []];
}
