using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Policy.Shaping;

/// <summary>The set of fields that a class of people may see.</summary>
public sealed class Audience
{
    private readonly NameTable<PathNode> trees = new();

    private Audience(string name, IReadOnlyDictionary<string, IReadOnlyList<string>> elements, string labelCeiling)
    {
        Name = name;
        Elements = elements;
        LabelCeiling = labelCeiling;
        foreach (var (type, paths) in elements) trees.GetOrAdd(type, () => ElementPath.Compile(type, paths));
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));
    }

    /// <summary>Its name in the policy document.</summary>
    public string Name { get; }

    /// <summary>A hash of what it allows: equal hashes shape equally.</summary>
    public string Hash { get; }

    /// <summary>The highest confidentiality it may see: U, L, M, N, R or V.</summary>
    public string LabelCeiling { get; }

    /// <summary>The element paths it sees, by resource type; a type that is not named is not seen at all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Elements { get; }

    /// <summary>Compiles one.</summary>
    /// <exception cref="ArgumentException">A path or the ceiling is not understood.</exception>
    public static Audience Create(
        string name, IReadOnlyDictionary<string, IReadOnlyList<string>> elements, string labelCeiling = "N")
    {
        if (!SecurityLabels.IsConfidentiality(labelCeiling))
            throw new ArgumentException("Not a confidentiality.", nameof(labelCeiling));
        foreach (var path in elements.Values.SelectMany(static paths => paths))
            if (ElementPath.FindMistake(path) is { } mistake)
                throw new ArgumentException($"The path '{path}' {mistake}.", nameof(elements));
        return new Audience(name, elements, labelCeiling);
    }

    /// <summary>Whether it sees resources of the type at all.</summary>
    public bool Sees(string resourceType) => Elements.ContainsKey(resourceType);

    /// <summary>What it sees of resources of a type; null when nothing.</summary>
    internal PathNode? Find(ReadOnlySpan<byte> resourceType) => trees.Find(resourceType);

    private string Canonical()
    {
        var text = new StringBuilder("shaping 1\nceiling ").Append(LabelCeiling).Append('\n');
        foreach (var (type, paths) in Elements.OrderBy(static e => e.Key, StringComparer.Ordinal))
            text.Append(type).Append(' ').AppendJoin(' ', paths.Distinct().Order(StringComparer.Ordinal)).Append('\n');
        return text.ToString();
    }
}
