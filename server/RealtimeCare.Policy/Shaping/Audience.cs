namespace RealtimeCare.Policy.Shaping;

/// <summary>The set of fields that a class of people may see.</summary>
public sealed class Audience
{
    private Audience(string name, string hash, string labelCeiling, IReadOnlyDictionary<string, IReadOnlyList<string>> elements)
    {
        Name = name;
        Hash = hash;
        LabelCeiling = labelCeiling;
        Elements = elements;
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
    public static Audience Create(
        string name, IReadOnlyDictionary<string, IReadOnlyList<string>> elements, string labelCeiling = "N") =>
        new(name, "", labelCeiling, elements);

    /// <summary>Whether it sees resources of the type at all.</summary>
    public bool Sees(string resourceType) => Elements.ContainsKey(resourceType);
}
