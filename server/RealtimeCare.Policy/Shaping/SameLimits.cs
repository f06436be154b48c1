namespace RealtimeCare.Policy.Shaping;

/// <summary>Compares limits by what they say, so that a variant of an audience is found again without making a text of it.</summary>
internal sealed class SameLimits : IEqualityComparer<AudienceLimits>
{
    public static SameLimits Comparer { get; } = new();

    public bool Equals(AudienceLimits? x, AudienceLimits? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null && x.LabelCeiling == y.LabelCeiling
            && x.Sensitivities.SetEquals(y.Sensitivities) && x.WithoutTypes.SetEquals(y.WithoutTypes) && Same(x.Categories, y.Categories));

    public int GetHashCode(AudienceLimits obj) =>
        HashCode.Combine(obj.LabelCeiling, Hash(obj.Sensitivities), Hash(obj.WithoutTypes), obj.Categories.Count);

    private static bool Same(IReadOnlyDictionary<string, IReadOnlySet<string>> left, IReadOnlyDictionary<string, IReadOnlySet<string>> right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count) return false;
        foreach (var (type, categories) in left)
            if (!right.TryGetValue(type, out var others) || !categories.SetEquals(others)) return false;
        return true;
    }

    // The order of a set is no part of it.
    private static int Hash(IReadOnlySet<string> names)
    {
        var hash = names.Count;
        foreach (var name in names) hash ^= StringComparer.Ordinal.GetHashCode(name);
        return hash;
    }
}
