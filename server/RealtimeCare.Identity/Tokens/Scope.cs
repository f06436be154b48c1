namespace RealtimeCare.Identity.Tokens;

/// <summary>
/// A scope by its meaning: SMART (<c>user/Observation.rs?category=system|code</c>) has a wildcard, letters and categories, so that what
/// is asked for and what is allowed meet in a third scope. Any other text only meets itself.
/// </summary>
/// <param name="Letters">Of <c>cruds</c>, in that order.</param>
/// <param name="Categories">The categories it is narrowed to; null when it is not.</param>
internal sealed record Scope(string Context, string Type, string Letters, IReadOnlyList<string>? Categories)
{
    private const string AllLetters = "cruds";
    private const string AnyType = "*";

    /// <summary>Reads one; null when the text is no SMART scope, or one whose restriction cannot be judged.</summary>
    public static Scope? TryParse(string text)
    {
        if (!ScopeText.IsClean(text)) return null;
        var parts = text.Split('?', 2);
        if (parts[0].Split('/') is not [("user" or "patient" or "system") and var context, var rest]) return null;
        if (rest.Split('.') is not [var type, var suffix] || !IsType(type) || LettersOf(suffix) is not { } letters) return null;
        if (parts is not [_, var query]) return new(context, type, letters, null);
        return ScopeText.CategoriesOf(type, query) is { } categories ? new(context, type, letters, categories) : null;
    }

    /// <summary>What is both asked for and allowed; when nothing is asked for, all that is allowed.</summary>
    public static IReadOnlyList<string> Grant(IReadOnlyCollection<string> asked, IReadOnlyCollection<string> allowed) => asked.Count == 0
        ? [.. allowed]
        : [.. asked.SelectMany(a => allowed.Select(b => Meet(a, b))).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Context}/{Type}.{Letters}" + (Categories is null ? "" : ScopeText.CategoryParameter + string.Join(',', Categories));

    private static string? Meet(string asked, string allowed)
    {
        if (asked == allowed) return asked;
        if (TryParse(asked) is not { } a || TryParse(allowed) is not { } b || a.Meet(b) is not { } met) return null;
        // What is granted in full keeps the words it was asked for in: a client of SMART v1 knows no others.
        return met.ToString() == a.ToString() ? asked : met.ToString();
    }

    private Scope? Meet(Scope other)
    {
        if (Context != other.Context || (Type != other.Type && Type != AnyType && other.Type != AnyType)) return null;
        var letters = string.Concat(Letters.Where(l => other.Letters.Contains(l, StringComparison.Ordinal)));
        var categories = Categories is null || other.Categories is null ? Categories ?? other.Categories : [.. Categories.Intersect(other.Categories, StringComparer.Ordinal)];
        return letters.Length == 0 || categories is [] ? null : new(Context, Type == AnyType ? other.Type : Type, letters, categories);
    }

    private static bool IsType(string text) =>
        text == AnyType || (text.Length > 0 && char.IsAsciiLetterUpper(text[0]) && text.All(char.IsAsciiLetter));

    private static string? LettersOf(string suffix) => suffix switch
    {
        // SMART v1.
        "read" => "rs",
        "write" => "cud",
        "*" => AllLetters,
        _ => suffix.Length > 0 && suffix == string.Concat(AllLetters.Where(l => suffix.Contains(l, StringComparison.Ordinal))) ? suffix : null,
    };
}
