using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Compares what two audiences may see.</summary>
internal static class AudienceBounds
{
    /// <summary>The first thing by which one audience reaches beyond another, to be read after "it"; null when nothing.</summary>
    public static string? FindExcess(Audience narrow, Audience wide)
    {
        if (!SecurityLabels.IsAtMost(narrow.LabelCeiling, wide.LabelCeiling)) return $"reaches {narrow.LabelCeiling} and not only {wide.LabelCeiling}";
        foreach (var code in narrow.Sensitivities)
            if (!wide.Sensitivities.Contains(code)) return $"is cleared for {code}";
        foreach (var (type, paths) in narrow.Elements)
        {
            if (!wide.Elements.TryGetValue(type, out var allowed)) return $"sees {type}";
            foreach (var path in paths)
                if (!PathBounds.Cover(allowed, path)) return $"shows {type}.{path}";
        }

        return null;
    }
}
