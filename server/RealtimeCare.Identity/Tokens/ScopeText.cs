namespace RealtimeCare.Identity.Tokens;

/// <summary>The text of scopes: which signs it may have, and the one restriction that can be judged.</summary>
internal static class ScopeText
{
    public const string CategoryParameter = "?category=";
    private const int MaxScopes = 64;
    private const int MaxLength = 256;
    private const int MaxRequestLength = 4096;

    /// <summary>Whether a list is one that this issuer reads at all; one that is not is refused whole, never read in part.</summary>
    public static bool IsClean(IReadOnlyCollection<string> scopes) =>
        scopes.Count <= MaxScopes && scopes.All(IsClean) && scopes.Sum(s => s.Length + 1) <= MaxRequestLength;

    /// <summary>A scope-token of RFC 6749 section 3.3, and short: no space, quote, backslash, control or letter beyond ASCII.</summary>
    public static bool IsClean(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => c is >= '!' and <= '~' and not ('"' or '\\'));

    /// <summary>Reads <c>category=system|code,…</c>; null for any other restriction.</summary>
    public static IReadOnlyList<string>? CategoriesOf(string type, string query)
    {
        const string Name = "category=";
        // The resource types whose category decides; for others a restriction would silently mean nothing.
        if (type is not ("Observation" or "Condition") || !query.StartsWith(Name, StringComparison.Ordinal)) return null;
        var categories = query[Name.Length..].Split(',');
        return categories.All(IsCategory) ? [.. categories.Distinct(StringComparer.Ordinal)] : null;
    }

    private static bool IsCategory(string text) => text.Split('|') is [{ Length: > 0 } system, { Length: > 0 } code] && IsPlain(system) && IsPlain(code);

    private static bool IsPlain(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-' or '_' or '~' or '+');
}
