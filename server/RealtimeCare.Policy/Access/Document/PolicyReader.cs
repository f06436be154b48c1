using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Understands a policy document, and collects every mistake in it.</summary>
internal sealed class PolicyReader
{
    private const string Version = "1";

    private readonly List<PolicyMistake> mistakes = [];
    private readonly Dictionary<string, TopicRule> topics = [];
    private readonly List<Audience> audiences = [];
    private readonly HashSet<string> audienceNames = [];
    private readonly List<RoleRule> roles = [];

    /// <summary>Reads a document.</summary>
    /// <exception cref="PolicyException">It has mistakes.</exception>
    public static AccessPolicy Read(ReadOnlySpan<byte> utf8)
    {
        var policy = new PolicyReader();
        policy.ReadRoot(DocumentReader.Read(utf8, policy.mistakes));
        if (policy.mistakes.Count > 0) throw new PolicyException([.. policy.mistakes.OrderBy(static m => m.Line)]);
        return new AccessPolicy(policy.topics, policy.roles, policy.audiences, new AccessRules());
    }

    private void ReadRoot(DocumentNode root)
    {
        if (!new DocumentObject(root, "the document", mistakes).Check(["version", "topics", "audiences", "roles"], ["$schema"])) return;

        if (root.Find("version") is { } version && version.Text != Version)
            mistakes.Add(new PolicyMistake(version.Line, $"the version is not '{Version}'"));
        ReadTopics(root);
        foreach (var member in Section(root, "audiences")) ReadAudience(member);
        foreach (var member in Section(root, "roles")) ReadRole(member);
    }

    private List<DocumentMember> Section(DocumentNode root, string name)
    {
        if (root.Find(name) is not { } section) return [];
        if (section.IsObject && section.Members.Count > 0)
        {
            foreach (var member in section.Members)
                if (!PolicyNames.IsName(member.Name)) mistakes.Add(new PolicyMistake(member.Line, $"'{member.Name}' is no name"));
            return section.Members;
        }

        mistakes.Add(new PolicyMistake(section.Line, $"'{name}' is not an object with members"));
        return [];
    }

    private void ReadTopics(DocumentNode root)
    {
        var section = root.Find("topics");
        if (section is null) return;
        var reader = new DocumentObject(section, "'topics'", mistakes);
        foreach (var member in Section(root, "topics"))
        {
            var types = reader.List(member.Name, ResourceTypes.FindMistake);
            if (types is { Count: 0 }) reader.Report(member.Name, $"topic '{member.Name}' has no resource type");
            topics[member.Name] = new TopicRule(member.Name, types ?? []);
        }
    }

    private void ReadAudience(DocumentMember member)
    {
        audienceNames.Add(member.Name);
        if (AudienceReader.Read(member, mistakes) is { } audience) audiences.Add(audience);
    }

    private void ReadRole(DocumentMember member)
    {
        var role = new DocumentObject(member.Value, $"role '{member.Name}'", mistakes);
        if (!role.Check(["relationship", "operations", "topics", "purposes"], ["audience"])) return;

        var audience = FindAudience(member);
        var relationship = role.Text("relationship");
        if (relationship is not (null or "required" or "none"))
            role.Report("relationship", "'relationship' is neither 'required' nor 'none'");
        var operations = role.List("operations", PolicyNames.FindOperationMistake);
        var topicNames = role.List("topics", name => topics.ContainsKey(name) ? null : "is no topic of the document");
        var purposes = role.List("purposes", PolicyNames.FindPurposeMistake);
        if (topicNames is { Count: > 0 } && member.Value.Find("audience") is null)
            role.Report("topics", $"role '{member.Name}' has topics but no audience");
        roles.Add(new RoleRule(
            member.Name, audience, relationship == "none" ? RelationshipNeed.None : RelationshipNeed.Treatment, Set(operations), Set(topicNames), Set(purposes)));
    }

    private Audience? FindAudience(DocumentMember role)
    {
        if (role.Value.Find("audience") is not { } node) return null;
        if (!audienceNames.Contains(node.Text))
            mistakes.Add(new PolicyMistake(node.Line, $"'{node.Text}' is no audience of the document"));
        return audiences.Find(a => a.Name == node.Text);
    }

    private static HashSet<string> Set(List<string>? names) => [.. names ?? []];
}
