namespace RealtimeCare.Policy.Access.Document;

/// <summary>Understands a policy document, and collects every mistake in it.</summary>
internal static class PolicyReader
{
    public const string Version = "1";

    /// <summary>Reads a document.</summary>
    /// <exception cref="PolicyException">It has mistakes.</exception>
    public static AccessPolicy Read(ReadOnlySpan<byte> utf8)
    {
        var draft = new PolicyDraft();
        var root = DocumentReader.Read(utf8, draft.Mistakes);
        var rules = ReadRoot(root, draft);
        draft.Check();
        return new AccessPolicy(draft.Topics, draft.Roles, draft.Audiences, rules);
    }

    private static AccessRules ReadRoot(DocumentNode root, PolicyDraft draft)
    {
        var document = new DocumentObject(root, "the document", draft.Mistakes);
        if (!document.Check(["version", "topics", "audiences", "roles"], ["$schema", "consent", "relationships", "breakGlass"])) return new();

        CheckVersion(root, draft);
        ReadTopics(root, draft);
        foreach (var member in draft.Section(root, "audiences"))
        {
            draft.AudienceNames.Add(member.Name);
            if (AudienceReader.Read(member, draft.Mistakes) is { } audience) draft.Put(audience);
        }

        foreach (var member in draft.Section(root, "roles"))
            if (RoleReader.Read(member, draft) is { } role) draft.Roles.Add(role);
        return RulesReader.Read(root, new AccessRules(), draft.Mistakes);
    }

    public static void CheckVersion(DocumentNode root, PolicyDraft draft)
    {
        if (root.Find("version") is { } version && version.Text != Version)
            draft.Report(version.Line, $"the version is not '{Version}'");
    }

    private static void ReadTopics(DocumentNode root, PolicyDraft draft)
    {
        if (root.Find("topics") is not { } section) return;
        var reader = new DocumentObject(section, "'topics'", draft.Mistakes);
        foreach (var member in draft.Section(root, "topics"))
        {
            var types = reader.List(member.Name, ResourceTypes.FindMistake);
            if (types is { Count: 0 }) reader.Report(member.Name, $"topic '{member.Name}' has no resource type");
            draft.Topics[member.Name] = new TopicRule(member.Name, types ?? []);
        }
    }
}
