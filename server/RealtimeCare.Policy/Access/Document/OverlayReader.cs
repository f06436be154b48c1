namespace RealtimeCare.Policy.Access.Document;

/// <summary>Understands a tenant's document: what it names replaces the base's and must be within it.</summary>
internal static class OverlayReader
{
    /// <summary>Reads a document over a base.</summary>
    /// <exception cref="PolicyException">It has mistakes or widens something.</exception>
    public static TenantPolicy Read(ReadOnlySpan<byte> utf8, AccessPolicy basis)
    {
        var draft = new PolicyDraft
        {
            Topics = basis.Topics.ToDictionary(),
            Audiences = [.. basis.Audiences],
            AudienceNames = [.. basis.Audiences.Select(static a => a.Name)],
        };
        var root = DocumentReader.Read(utf8, draft.Mistakes);
        var tenant = ReadRoot(root, draft);
        if (root.IsObject) ReadAudiences(root, basis, draft);
        var named = root.IsObject ? ReadRoles(root, basis, draft) : [];
        draft.Roles.AddRange(basis.Roles.Select(role => named.GetValueOrDefault(role.Name) ?? RoleReader.Bind(role, draft)));
        CheckAlternatives(root, named, draft);
        var rules = RulesReader.Read(root, basis.Rules, draft.Mistakes);
        RulesBounds.Check(root, rules, basis.Rules, draft);
        draft.Check();
        return new TenantPolicy(tenant, new AccessPolicy(draft.Topics, draft.Roles, draft.Audiences, rules));
    }

    private static TenantId ReadRoot(DocumentNode root, PolicyDraft draft)
    {
        var document = new DocumentObject(root, "the tenant's document", draft.Mistakes);
        if (!document.Check(["version", "tenant"], ["$schema", "consent", "relationships", "breakGlass", "roles", "audiences"])) return default;
        PolicyReader.CheckVersion(root, draft);
        if (document.Text("tenant") is { } name && !TenantId.TryParse(name, out _)) document.Report("tenant", $"'{name}' is no tenant");
        return TenantId.TryParse(root.Find("tenant")?.Text, out var tenant) ? tenant : default;
    }

    private static void ReadAudiences(DocumentNode root, AccessPolicy basis, PolicyDraft draft)
    {
        foreach (var member in draft.Section(root, "audiences"))
        {
            if (basis.FindAudience(member.Name) is not { } wide) draft.Report(member.Line, $"'{member.Name}' is no audience of the base");
            else if (AudienceReader.Read(member, draft.Mistakes) is { } audience)
            {
                AudienceBounds.Check(member, audience, wide, draft);
                draft.Put(audience);
            }
        }
    }

    private static Dictionary<string, RoleRule> ReadRoles(DocumentNode root, AccessPolicy basis, PolicyDraft draft)
    {
        var named = new Dictionary<string, RoleRule>();
        foreach (var member in draft.Section(root, "roles"))
        {
            if (basis.Roles.FirstOrDefault(r => r.Name == member.Name) is not { } wide) draft.Report(member.Line, $"'{member.Name}' is no role of the base");
            else if (RoleReader.Read(member, draft) is { } role)
            {
                RoleBounds.Check(member, role, wide, draft);
                named[member.Name] = role;
            }
        }

        return named;
    }

    // An audience that was tightened can leave behind one that its role may ask for instead.
    private static void CheckAlternatives(DocumentNode root, Dictionary<string, RoleRule> named, PolicyDraft draft)
    {
        foreach (var member in root.Find("audiences")?.Members ?? [])
            foreach (var role in draft.Roles.Where(r => !named.ContainsKey(r.Name) && r.Audience?.Name == member.Name))
                foreach (var other in role.Narrower)
                    if (AudienceBounds.FindExcess(other, role.Audience!) is { } excess)
                        draft.Report(member.Line, $"role '{role.Name}' may ask for '{other.Name}' instead, which is not narrower than '{member.Name}' here: it {excess}");
    }
}
