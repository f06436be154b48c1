
namespace RealtimeCare.Identity.Tokens;

/// <summary>
/// A scope by its meaning: SMART v2 (<c>user/Observation.rs</c>) has a wildcard and letters, so that what is asked for and what is
/// allowed meet in a third scope. Any other text only meets itself.
/// </summary>
internal sealed record Scope(string Context, string Type, string Letters)
{
    private const string AllLetters = "cruds";

    /// <summary>Reads one; null when the text is no SMART scope.</summary>
    public static Scope? TryParse(string text)
    {
        if (text.Split('/') is not [("user" or "system") and var context, var rest]) return null;
        if (rest.Split('.') is not [{ Length: > 0 } type, { Length: > 0 } letters]) return null;
        if (type != "*" && !type.All(char.IsAsciiLetter)) return null;
        return letters.Distinct().Count() == letters.Length && letters.All(AllLetters.Contains) ? new(context, type, letters) : null;
    }

    /// <summary>What is both asked for and allowed; when nothing is asked for, all that is allowed.</summary>
    public static IReadOnlyList<string> Grant(IReadOnlyCollection<string> asked, IReadOnlyCollection<string> allowed) => asked.Count == 0
        ? [.. allowed]
        : [.. asked.SelectMany(a => allowed.Select(b => Meet(a, b))).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string ToString() => $"{Context}/{Type}.{Letters}";

    private static string? Meet(string asked, string allowed)
    {
        if (asked == allowed) return asked;
        if (TryParse(asked) is not { } a || TryParse(allowed) is not { } b || a.Context != b.Context) return null;
        if (a.Type != b.Type && a.Type != "*" && b.Type != "*") return null;
        var letters = string.Concat(AllLetters.Where(l => a.Letters.Contains(l, StringComparison.Ordinal) && b.Letters.Contains(l, StringComparison.Ordinal)));
        return letters.Length == 0 ? null : new Scope(a.Context, a.Type == "*" ? b.Type : a.Type, letters).ToString();
    }
}
