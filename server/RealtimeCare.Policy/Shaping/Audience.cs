using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Policy.Shaping;

/// <summary>The set of fields that a class of people may see, and the labels they are cleared for.</summary>
public sealed class Audience
{
    // Consents and scopes come from outside: what they make of an audience is remembered only so often.
    private const int MostVariants = 1024;

    private static readonly TypeRule Nothing = new(new PathNode(), null);

    private readonly NameTable<TypeRule> rules = new();
    private readonly ConcurrentDictionary<AudienceLimits, Audience> variants = new(SameLimits.Comparer);

    private Audience(
        string name,
        IReadOnlyDictionary<string, IReadOnlyList<string>> elements,
        IReadOnlyDictionary<string, IReadOnlyList<string>> critical,
        AudienceLimits limits,
        bool isEmpty)
    {
        Name = name;
        Limits = limits;
        Critical = critical;
        IsEmpty = isEmpty;
        Clearance = new Clearance(limits.LabelCeiling, limits.Sensitivities);
        Elements = elements.Where(e => !limits.WithoutTypes.Contains(e.Key)).ToDictionary();
        foreach (var (type, paths) in Elements) rules.GetOrAdd(type, () => Compile(type, paths));
        ContainedTypes = Elements.Any(static e => e.Value.Contains("contained")) ? [.. Elements.Keys.Where(static type => type != "Bundle")] : [];
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));
    }

    /// <summary>Its name in the policy document.</summary>
    public string Name { get; }

    /// <summary>A hash of what it allows: equal hashes shape equally.</summary>
    public string Hash { get; }

    /// <summary>The labels it is cleared for, and what a decision took away.</summary>
    public AudienceLimits Limits { get; }

    /// <summary>The highest confidentiality it may see: U, L, M, N, R or V.</summary>
    public string LabelCeiling => Limits.LabelCeiling;

    /// <summary>The sensitivities it may see, codes of v3-ActCode such as <c>PSY</c>.</summary>
    public IReadOnlySet<string> Sensitivities => Limits.Sensitivities;

    /// <summary>Whether it is cleared for anything that lies in restricted streams.</summary>
    public bool SeesRestricted => Sensitivities.Count > 0 || !SecurityLabels.IsAtMost(LabelCeiling, "N");

    /// <summary>The element paths it sees, by resource type; a type that is not named is not seen at all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Elements { get; }

    /// <summary>
    /// The element paths, by resource type, that safety depends on: where one is there and nothing of it is shown, a marker says so.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Critical { get; }

    /// <summary>Whether it learns of a resource no more than that there is one, as a locked screen does.</summary>
    public bool IsEmpty { get; }

    /// <summary>The types of which it may be shown what a resource contains; none when it sees no <c>contained</c> anywhere.</summary>
    internal IReadOnlyList<string> ContainedTypes { get; }

    /// <summary>What it is cleared for.</summary>
    internal Clearance Clearance { get; }

    /// <summary>Compiles one. An empty one names no elements.</summary>
    /// <exception cref="ArgumentException">A path, the ceiling or a sensitivity is not understood.</exception>
    public static Audience Create(
        string name,
        IReadOnlyDictionary<string, IReadOnlyList<string>> elements,
        string labelCeiling = "N",
        IReadOnlySet<string>? sensitivities = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? critical = null,
        bool isEmpty = false)
    {
        if (!SecurityLabels.IsConfidentiality(labelCeiling))
            throw new ArgumentException("Not a confidentiality.", nameof(labelCeiling));
        if (sensitivities?.All(SecurityLabels.IsSensitivity) == false)
            throw new ArgumentException("Not sensitivities.", nameof(sensitivities));
        if (isEmpty && elements.Count > 0)
            throw new ArgumentException("An empty audience sees no elements.", nameof(elements));
        critical ??= new Dictionary<string, IReadOnlyList<string>>();
        Check(elements, static (_, path) => ElementPath.FindMistake(path));
        Check(critical, (type, path) => elements.TryGetValue(type, out var shown)
            ? FindCriticalMistake(path, shown)
            : $"marks {type}, which is not seen at all");
        var limits = new AudienceLimits { LabelCeiling = labelCeiling, Sensitivities = sensitivities ?? new HashSet<string>() };
        return new Audience(name, elements, critical, limits, isEmpty);
    }

    /// <summary>The same audience under other limits; equal limits give the same object.</summary>
    public Audience Limit(AudienceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        // It has no elements that would say which types it does not hear of.
        if (IsEmpty && Limits.WithoutTypes.Count > 0)
            limits = limits with { WithoutTypes = limits.WithoutTypes.Union(Limits.WithoutTypes).ToHashSet() };
        if (variants.TryGetValue(limits, out var known)) return known;
        if (variants.Count >= MostVariants) variants.Clear();
        return variants.GetOrAdd(limits, static (_, made) => made, new Audience(Name, Elements, Critical, limits, IsEmpty));
    }

    /// <summary>Whether it sees resources of the type at all.</summary>
    public bool Sees(string resourceType) =>
        IsEmpty ? !Limits.WithoutTypes.Contains(resourceType) : Elements.ContainsKey(resourceType);

    /// <summary>What is wrong with a path to be marked beside those that are shown; null when nothing is.</summary>
    internal static string? FindCriticalMistake(string path, IEnumerable<string> shown)
    {
        if (ElementPath.FindCriticalMistake(path) is { } mistake) return mistake;
        var last = path.LastIndexOf('.') + 1;
        var companion = path[..last] + "_" + path[last..].Replace(ElementPath.ChoiceMark, "", StringComparison.Ordinal);
        return shown.Any(s => s.StartsWith(companion, StringComparison.Ordinal)) ? "marks an element whose companion is shown" : null;
    }

    /// <summary>What it sees of resources of a type; null when nothing.</summary>
    internal TypeRule? Find(ReadOnlySpan<byte> resourceType)
    {
        if (!IsEmpty) return rules.Find(resourceType);
        if (Limits.WithoutTypes.Count == 0 && Limits.Categories.Count == 0) return Nothing;
        var type = Encoding.UTF8.GetString(resourceType);
        return Sees(type) ? Compile(type, []) : null;
    }

    private static void Check(IReadOnlyDictionary<string, IReadOnlyList<string>> rules, Func<string, string, string?> findMistake)
    {
        foreach (var (type, paths) in rules)
            foreach (var path in paths)
                if (findMistake(type, path) is { } mistake) throw new ArgumentException($"The path '{path}' {mistake}.", nameof(rules));
    }

    private TypeRule Compile(string type, IReadOnlyList<string> paths) => new(
        PathTree.Compile(type, paths, Critical.TryGetValue(type, out var critical) ? critical : []),
        Limits.Categories.TryGetValue(type, out var categories) ? new CategoryTest(categories) : null);

    private string Canonical()
    {
        var text = new StringBuilder("shaping 4\n").Append(IsEmpty ? "empty\n" : "").Append(Limits.Canonical());
        Append(text, "", Elements);
        Append(text, "critical ", Critical.Where(c => Elements.ContainsKey(c.Key)));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> rules)
    {
        foreach (var (type, paths) in rules.OrderBy(static e => e.Key, StringComparer.Ordinal))
            text.Append(what).Append(type).Append(' ').AppendJoin(' ', paths.Distinct().Order(StringComparer.Ordinal)).Append('\n');
    }
}
