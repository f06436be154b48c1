using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Policy.Shaping;

/// <summary>The set of fields that a class of people may see, and the labels they are cleared for.</summary>
public sealed class Audience
{
    // Consents and scopes come from outside: what they make of an audience is remembered only so often.
    private const int MostVariants = 1024;

    private readonly NameTable<PathNode> trees = new();
    private readonly ConcurrentDictionary<string, Audience> variants = new(StringComparer.Ordinal);

    private Audience(string name, IReadOnlyDictionary<string, IReadOnlyList<string>> elements, AudienceLimits limits)
    {
        Name = name;
        Limits = limits;
        Elements = elements.Where(e => !limits.WithoutTypes.Contains(e.Key)).ToDictionary();
        foreach (var (type, paths) in Elements) trees.GetOrAdd(type, () => ElementPath.Compile(type, paths));
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

    /// <summary>Compiles one.</summary>
    /// <exception cref="ArgumentException">A path or the ceiling is not understood.</exception>
    public static Audience Create(
        string name,
        IReadOnlyDictionary<string, IReadOnlyList<string>> elements,
        string labelCeiling = "N",
        IReadOnlySet<string>? sensitivities = null)
    {
        if (!SecurityLabels.IsConfidentiality(labelCeiling))
            throw new ArgumentException("Not a confidentiality.", nameof(labelCeiling));
        foreach (var path in elements.Values.SelectMany(static paths => paths))
            if (ElementPath.FindMistake(path) is { } mistake)
                throw new ArgumentException($"The path '{path}' {mistake}.", nameof(elements));
        var limits = new AudienceLimits { LabelCeiling = labelCeiling, Sensitivities = sensitivities ?? new HashSet<string>() };
        return new Audience(name, elements, limits);
    }

    /// <summary>The same audience under other limits; equal limits give the same object.</summary>
    public Audience Limit(AudienceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var key = limits.Canonical();
        if (variants.TryGetValue(key, out var known)) return known;
        if (variants.Count >= MostVariants) variants.Clear();
        return variants.GetOrAdd(key, static (_, made) => made, new Audience(Name, Elements, limits));
    }

    /// <summary>Whether it sees resources of the type at all.</summary>
    public bool Sees(string resourceType) => Elements.ContainsKey(resourceType);

    /// <summary>What it sees of resources of a type; null when nothing.</summary>
    internal PathNode? Find(ReadOnlySpan<byte> resourceType) => trees.Find(resourceType);

    private string Canonical()
    {
        var text = new StringBuilder("shaping 2\n").Append(Limits.Canonical());
        foreach (var (type, paths) in Elements.OrderBy(static e => e.Key, StringComparer.Ordinal))
            text.Append(type).Append(' ').AppendJoin(' ', paths.Distinct().Order(StringComparer.Ordinal)).Append('\n');
        return text.ToString();
    }
}
