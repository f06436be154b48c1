using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Understands an audience of a policy document.</summary>
internal static class AudienceReader
{
    /// <summary>Null when it has mistakes, which are added to the list.</summary>
    public static Audience? Read(DocumentMember member, List<PolicyMistake> mistakes)
    {
        var before = mistakes.Count;
        var what = $"audience '{member.Name}'";
        var audience = new DocumentObject(member.Value, what, mistakes);
        var isEmpty = member.Value.Find("level") is not null;
        string[] required = isEmpty ? ["level"] : ["elements"];
        string[] optional = isEmpty ? ["labelCeiling", "sensitivities"] : ["labelCeiling", "sensitivities", "level", "always", "critical"];
        if (!audience.Check(required, optional)) return null;

        if (isEmpty && audience.Text("level") is not "empty")
            audience.Report("level", "'level' is not 'empty'; leave it out for an audience that sees elements");
        var ceiling = audience.Text("labelCeiling") ?? "N";
        if (!SecurityLabels.IsConfidentiality(ceiling)) audience.Report("labelCeiling", $"'{ceiling}' is no confidentiality");
        var sensitivities = audience.List("sensitivities", PolicyNames.FindSensitivityMistake) ?? [];
        var always = audience.List("always", ElementPath.FindMistake) ?? [];
        var elements = ReadElements(member.Value.Find("elements"), what, always, mistakes);
        var critical = ReadCritical(member.Value.Find("critical"), what, elements, mistakes);
        return mistakes.Count == before
            ? Audience.Create(member.Name, elements, ceiling, sensitivities.ToHashSet(), critical, isEmpty)
            : null;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadElements(
        DocumentNode? node, string what, List<string> always, List<PolicyMistake> mistakes)
    {
        var elements = new Dictionary<string, IReadOnlyList<string>>();
        if (node is null) return elements;
        if (!node.IsObject || node.Members.Count == 0)
            mistakes.Add(new PolicyMistake(node.Line, $"'elements' of {what} is not an object with members"));

        var reader = new DocumentObject(node, what, mistakes);
        foreach (var type in node.Members)
        {
            if (ResourceTypes.FindMistake(type.Name) is { } mistake) reader.Report(type.Name, $"'{type.Name}' {mistake}");
            var paths = reader.List(
                type.Name, path => always.Contains(path) ? "stands in 'always' already" : ElementPath.FindMistake(path));
            elements[type.Name] = [.. always, .. paths ?? []];
        }

        return elements;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadCritical(
        DocumentNode? node, string what, Dictionary<string, IReadOnlyList<string>> elements, List<PolicyMistake> mistakes)
    {
        var critical = new Dictionary<string, IReadOnlyList<string>>();
        if (node is null) return critical;
        if (!node.IsObject) mistakes.Add(new PolicyMistake(node.Line, $"'critical' of {what} is no object"));
        var reader = new DocumentObject(node, $"'critical' of {what}", mistakes);
        foreach (var type in node.Members)
        {
            if (!elements.ContainsKey(type.Name)) reader.Report(type.Name, $"{what} does not see '{type.Name}' at all, so that nothing can be marked");
            var shown = elements.GetValueOrDefault(type.Name) ?? [];
            critical[type.Name] = reader.List(type.Name, path => Audience.FindCriticalMistake(path, shown)) ?? [];
        }

        return critical;
    }
}
