namespace RealtimeCare.Policy.Access.Document;

/// <summary>An object of a policy document whose members are known.</summary>
internal sealed class DocumentObject(DocumentNode node, string what, List<PolicyMistake> mistakes)
{
    /// <summary>Whether it is an object at all; unknown and missing members are reported.</summary>
    public bool Check(string[] required, string[] optional)
    {
        if (!node.IsObject)
        {
            mistakes.Add(new PolicyMistake(node.Line, $"{what} is no object"));
            return false;
        }

        foreach (var member in node.Members)
            if (!required.Contains(member.Name) && !optional.Contains(member.Name))
                mistakes.Add(new PolicyMistake(member.Line, $"'{member.Name}' is not known in {what}"));
        foreach (var name in required)
            if (node.Find(name) is null) mistakes.Add(new PolicyMistake(node.Line, $"{what} has no '{name}'"));
        return true;
    }

    /// <summary>The text of a member; null when it is missing or no text, which is reported.</summary>
    public string? Text(string name)
    {
        if (node.Find(name) is not { } value) return null;
        if (value.IsString) return value.Text;
        Report(name, $"'{name}' is no text");
        return null;
    }

    /// <summary>The texts of a member that is a list; null when it is missing or no list, which is reported.</summary>
    public List<string>? List(string name, Func<string, string?> findMistake)
    {
        if (node.Find(name) is not { } value) return null;
        if (!value.IsArray)
        {
            Report(name, $"'{name}' of {what} is no list");
            return null;
        }

        var texts = new List<string>();
        foreach (var item in value.Items)
        {
            if (FindMistake(item, texts, findMistake) is { } mistake)
                mistakes.Add(new PolicyMistake(item.Line, $"'{item.Text}' {mistake}"));
            else texts.Add(item.Text);
        }

        return texts;
    }

    /// <summary>The number of a member; null when it is missing or no whole number within the range, which is reported.</summary>
    public int? Number(string name, int least, int most)
    {
        if (node.Find(name) is not { } value) return null;
        if (value.Number is { } number && number >= least && number <= most) return number;
        Report(name, $"'{name}' of {what} is no whole number from {least} to {most}");
        return null;
    }

    /// <summary>Reports a mistake at a member's line.</summary>
    public void Report(string name, string reason) =>
        mistakes.Add(new PolicyMistake(node.Members.Find(m => m.Name == name)?.Line ?? node.Line, reason));

    private static string? FindMistake(DocumentNode item, List<string> before, Func<string, string?> findMistake)
    {
        if (!item.IsString) return "is no text";
        return before.Contains(item.Text) ? "comes twice" : findMistake(item.Text);
    }
}
