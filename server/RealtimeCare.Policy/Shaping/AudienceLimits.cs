using System.Text;

namespace RealtimeCare.Policy.Shaping;

/// <summary>
/// What a decision changes of an audience for one patient: the label clearance, and what consents and scopes take away.
/// </summary>
public sealed record AudienceLimits
{
    /// <summary>The highest confidentiality.</summary>
    public required string LabelCeiling { get; init; }

    /// <summary>The sensitivities it is cleared for.</summary>
    public required IReadOnlySet<string> Sensitivities { get; init; }

    /// <summary>Resource types that are not seen after all.</summary>
    public IReadOnlySet<string> WithoutTypes { get; init; } = new HashSet<string>();

    /// <summary>
    /// By resource type, the categories, written <c>system|code</c>, of which a resource must have one to be seen; a type that is
    /// not named is not narrowed so.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Categories { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>The same limits always give the same text.</summary>
    internal string Canonical()
    {
        var text = new StringBuilder("ceiling ").Append(LabelCeiling).Append('\n');
        Append(text, "cleared", Sensitivities);
        Append(text, "without", WithoutTypes);
        foreach (var (type, categories) in Categories.OrderBy(static c => c.Key, StringComparer.Ordinal))
            Append(text, "categories " + type, categories);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IEnumerable<string> names) =>
        text.Append(what).Append(' ').AppendJoin(' ', names.Order(StringComparer.Ordinal)).Append('\n');
}
