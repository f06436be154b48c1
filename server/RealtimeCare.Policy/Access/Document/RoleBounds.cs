namespace RealtimeCare.Policy.Access.Document;

/// <summary>Holds a tenant's role against the base's.</summary>
internal static class RoleBounds
{
    /// <summary>Reports whatever of it is wider, at its line.</summary>
    public static void Check(DocumentMember member, RoleRule role, RoleRule wide, PolicyDraft draft)
    {
        var reader = new DocumentObject(member.Value, $"role '{member.Name}'", draft.Mistakes);
        if (role.Relationship != wide.Relationship && wide.Relationship != RelationshipNeed.None)
            reader.Report("relationship", $"role '{member.Name}' must be to the patient what it is in the base");
        if (wide.RequiresConsent && !role.RequiresConsent) reader.Report("consent", $"role '{member.Name}' needs a consent in the base");
        CheckList(member, "operations", wide.Operations, draft);
        CheckList(member, "topics", wide.Topics, draft);
        CheckList(member, "purposes", wide.Purposes, draft);
        if (role.Audience is not { } audience) return;
        if (wide.Audience is null) reader.Report("audience", $"role '{member.Name}' has no audience in the base");
        else if (audience.IsEmpty && !wide.Audience.IsEmpty)
            reader.Report("audience", $"'{audience.Name}' hears of every type; role '{member.Name}' may ask for it as narrower");
        else if (AudienceBounds.FindExcess(audience, wide.Audience) is { } excess)
            reader.Report("audience", $"'{audience.Name}' is wider than '{wide.Audience.Name}', which the role has in the base: it {excess}");
    }

    private static void CheckList(DocumentMember member, string name, IReadOnlySet<string> wide, PolicyDraft draft)
    {
        foreach (var item in member.Value.Find(name)?.Items ?? [])
            if (item.IsString && !wide.Contains(item.Text))
                draft.Report(item.Line, $"'{item.Text}' is not among the {name} of role '{member.Name}' in the base");
    }
}
