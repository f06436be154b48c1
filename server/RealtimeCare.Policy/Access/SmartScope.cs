namespace RealtimeCare.Policy.Access;

[Flags]
internal enum Interactions
{
    None = 0,
    Create = 1,
    Read = 2,
    Update = 4,
    Delete = 8,
    Search = 16,
}

/// <summary>One SMART scope: <c>(patient|user|system)/(Type|*).(c?r?u?d?s?)[?category=system|code,…]</c>.</summary>
internal sealed record SmartScope(ScopeContext Context, string Type, Interactions Interactions, IReadOnlyList<string>? Categories)
{
    public const string AnyType = "*";
    private const string Letters = "cruds";
    private const string CategoryParameter = "category=";

    /// <summary>Null when it is none, or one whose restriction cannot be judged.</summary>
    public static SmartScope? Read(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || ReadContext(text.AsSpan(0, slash)) is not { } context) return null;

        var rest = text.AsSpan(slash + 1);
        var query = rest.IndexOf('?');
        var head = query < 0 ? rest : rest[..query];
        var dot = head.IndexOf('.');
        if (dot < 0 || !IsType(head[..dot]) || ReadSuffix(head[(dot + 1)..]) is not { } interactions) return null;

        var type = head[..dot].ToString();
        if (query < 0) return new SmartScope(context, type, interactions, null);
        return ReadCategories(type, rest[(query + 1)..]) is { } categories
            ? new SmartScope(context, type, interactions, categories)
            : null;
    }

    /// <summary>Reads letters of <c>cruds</c> in that order; null when there are none or others.</summary>
    public static Interactions? ReadInteractions(ReadOnlySpan<char> text)
    {
        var found = Interactions.None;
        var next = 0;
        foreach (var letter in text)
        {
            var at = Letters.AsSpan(next).IndexOf(letter);
            if (at < 0) return null;
            found |= (Interactions)(1 << (next + at));
            next += at + 1;
        }

        return found == Interactions.None ? null : found;
    }

    private static ScopeContext? ReadContext(ReadOnlySpan<char> text) => text switch
    {
        "user" => ScopeContext.User,
        "patient" => ScopeContext.Patient,
        "system" => ScopeContext.System,
        _ => null,
    };

    private static Interactions? ReadSuffix(ReadOnlySpan<char> text) => text switch
    {
        "read" => Interactions.Read | Interactions.Search,
        "write" => Interactions.Create | Interactions.Update | Interactions.Delete,
        "*" => Interactions.Create | Interactions.Read | Interactions.Update | Interactions.Delete | Interactions.Search,
        _ => ReadInteractions(text),
    };

    private static bool IsType(ReadOnlySpan<char> text)
    {
        if (text is AnyType) return true;
        if (text.IsEmpty || !char.IsAsciiLetterUpper(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetter(c)) return false;
        return true;
    }

    private static string[]? ReadCategories(string type, ReadOnlySpan<char> query)
    {
        if (type is not ("Observation" or "Condition") || !query.StartsWith(CategoryParameter)) return null;
        var categories = query[CategoryParameter.Length..].ToString().Split(',');
        return Array.TrueForAll(categories, IsCategory) ? categories : null;
    }

    private static bool IsCategory(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 && bar < text.Length - 1 && bar == text.LastIndexOf('|') && text.AsSpan().IndexOfAny('&', '=', '\\') < 0;
    }
}
