using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>What has been understood of a document so far; its readers add to it.</summary>
internal sealed class PolicyDraft
{
    public List<PolicyMistake> Mistakes { get; } = [];

    public Dictionary<string, TopicRule> Topics { get; init; } = [];

    /// <summary>In the order of the document.</summary>
    public List<Audience> Audiences { get; init; } = [];

    /// <summary>The names of all audiences, those among them that have mistakes.</summary>
    public HashSet<string> AudienceNames { get; init; } = [];

    public List<RoleRule> Roles { get; init; } = [];

    public Audience? FindAudience(string name) => Audiences.Find(a => a.Name == name);

    public void Report(int line, string reason) => Mistakes.Add(new PolicyMistake(line, reason));

    /// <summary>Puts one in the place of the one of its name, or at the end.</summary>
    public void Put(Audience audience)
    {
        AudienceNames.Add(audience.Name);
        var at = Audiences.FindIndex(a => a.Name == audience.Name);
        if (at < 0) Audiences.Add(audience);
        else Audiences[at] = audience;
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="PolicyException">There are mistakes.</exception>
    public void Check()
    {
        if (Mistakes.Count > 0) throw new PolicyException([.. Mistakes.OrderBy(static m => m.Line)]);
    }

    /// <summary>The members of a section that must be an object with members of good names.</summary>
    public List<DocumentMember> Section(DocumentNode root, string name)
    {
        if (root.Find(name) is not { } section) return [];
        if (section.IsObject && section.Members.Count > 0)
        {
            foreach (var member in section.Members)
                if (!PolicyNames.IsName(member.Name)) Report(member.Line, $"'{member.Name}' is no name");
            return section.Members;
        }

        Report(section.Line, $"'{name}' is not an object with members");
        return [];
    }
}
