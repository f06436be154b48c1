using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Holds what a tenant says of consent, grace periods and broken glass against the base.</summary>
internal static class RulesBounds
{
    /// <summary>Reports whatever of it is wider, at its line.</summary>
    public static void Check(DocumentNode root, AccessRules rules, AccessRules wide, PolicyDraft draft)
    {
        if (rules.AbsentConsentPermits && !wide.AbsentConsentPermits)
            draft.Report(root.Find("consent")!.Line, "absent consent denies in the base");
        CheckHours(root.Find("relationships"), "graceHours", rules.Grace, wide.Grace, draft);
        if (root.Find("breakGlass") is { IsObject: true } glass) CheckGlass(glass, rules.BreakGlass, wide.BreakGlass, draft);
    }

    private static void CheckGlass(DocumentNode node, BreakGlassRules rules, BreakGlassRules wide, PolicyDraft draft)
    {
        var glass = new DocumentObject(node, "'breakGlass'", draft.Mistakes);
        if (SecurityLabels.IsConfidentiality(rules.LabelCeiling) && !SecurityLabels.IsAtMost(rules.LabelCeiling, wide.LabelCeiling))
            glass.Report("labelCeiling", $"a grant reaches {wide.LabelCeiling} in the base");
        CheckList(node, "sensitivities", wide.Sensitivities, draft);
        CheckList(node, "purposes", wide.Purposes, draft);
        CheckList(node, "reasons", wide.Reasons, draft);
        CheckTime(glass, "defaultMinutes", rules.Default, wide.Default);
        CheckTime(glass, "maxMinutes", rules.Max, wide.Max);
        CheckTime(glass, "signInMinutes", rules.SignInWithin, wide.SignInWithin);
        CheckTime(glass, "exemptDaysAfterGrant", rules.ExemptAfterGrant, wide.ExemptAfterGrant);
        CheckHours(node, "exemptHours", rules.ExemptAfter, wide.ExemptAfter, draft);
    }

    private static void CheckTime(DocumentObject glass, string name, TimeSpan time, TimeSpan wide)
    {
        if (time > wide) glass.Report(name, $"'{name}' is longer than in the base");
    }

    private static void CheckList(DocumentNode node, string name, IReadOnlySet<string> wide, PolicyDraft draft)
    {
        foreach (var item in node.Find(name)?.Items ?? [])
            if (item.IsString && !wide.Contains(item.Text)) draft.Report(item.Line, $"'{item.Text}' is not among the {name} of the base");
    }

    private static void CheckHours(
        DocumentNode? parent, string name, IReadOnlyDictionary<string, TimeSpan> hours, IReadOnlyDictionary<string, TimeSpan> wide, PolicyDraft draft)
    {
        foreach (var part in parent?.Find(name)?.Members ?? [])
            if (hours.GetValueOrDefault(part.Name) > wide.GetValueOrDefault(part.Name))
                draft.Report(part.Line, $"'{part.Name}' of '{name}' is longer than in the base");
    }
}
