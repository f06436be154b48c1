using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Compares what two audiences may see.</summary>
internal static class AudienceBounds
{
    /// <summary>The first thing by which one audience reaches beyond another, to be read after "it"; null when nothing.</summary>
    public static string? FindExcess(Audience narrow, Audience wide)
    {
        if (FindLabelExcess(narrow, wide) is { } label) return label;
        foreach (var (type, paths) in narrow.Elements)
        {
            if (!wide.Elements.TryGetValue(type, out var allowed)) return $"sees {type}";
            foreach (var path in paths)
                if (!PathBounds.Cover(allowed, path)) return $"shows {type}.{path}";
        }

        return null;
    }

    /// <summary>Reports whatever a tenant's audience has beyond the base's, at its line.</summary>
    public static void Check(DocumentMember member, Audience audience, Audience wide, PolicyDraft draft)
    {
        if (FindLabelExcess(audience, wide) is { } label) draft.Report(member.Line, $"audience '{member.Name}' is wider than in the base: it {label}");
        // It would hear of every type of its topics, also of those that the base does not show it.
        if (audience.IsEmpty && !wide.IsEmpty)
            draft.Report(member.Line, $"audience '{member.Name}' is not empty in the base: let roles ask for an empty one as narrower");
        CheckMarkers(member, audience, wide, draft);
        var always = member.Value.Find("always");
        foreach (var type in member.Value.Find("elements")?.Members ?? [])
        {
            if (!wide.Elements.TryGetValue(type.Name, out var allowed))
            {
                draft.Report(type.Line, $"'{type.Name}' is not seen by audience '{member.Name}' in the base");
                continue;
            }

            foreach (var path in (always?.Items ?? []).Concat(type.Value.Items))
                if (!PathBounds.Cover(allowed, path.Text))
                    draft.Report(path.Line, $"'{type.Name}.{path.Text}' is not seen by audience '{member.Name}' in the base");
        }
    }

    // Safety depends on it for the tenant too: what is not shown any more must not go in silence.
    private static void CheckMarkers(DocumentMember member, Audience audience, Audience wide, PolicyDraft draft)
    {
        foreach (var (type, paths) in wide.Critical)
        {
            if (!audience.Elements.TryGetValue(type, out var shown)) continue;
            var marked = audience.Critical.GetValueOrDefault(type) ?? [];
            foreach (var path in paths)
                if (!marked.Contains(path) && !PathBounds.Cover(shown, path))
                    draft.Report(member.Line, $"'{type}.{path}' is critical in the base: audience '{member.Name}' must show or mark it");
        }
    }

    private static string? FindLabelExcess(Audience narrow, Audience wide)
    {
        if (!SecurityLabels.IsAtMost(narrow.LabelCeiling, wide.LabelCeiling)) return $"reaches {narrow.LabelCeiling} and not only {wide.LabelCeiling}";
        foreach (var code in narrow.Sensitivities)
            if (!wide.Sensitivities.Contains(code)) return $"is cleared for {code}";
        return null;
    }
}
