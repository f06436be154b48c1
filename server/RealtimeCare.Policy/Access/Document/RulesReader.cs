using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Understands what a policy document says of consent, grace periods and broken glass.</summary>
internal static class RulesReader
{
    private const int MostGraceHours = 30 * 24;
    private const int MostExemptHours = 365 * 24;

    /// <summary>What the document says; what it does not say stays as it was.</summary>
    public static AccessRules Read(DocumentNode root, AccessRules before, List<PolicyMistake> mistakes)
    {
        var rules = before;
        if (root.Find("consent") is { } consent && ReadAbsence(consent, mistakes) is { } permits)
            rules = rules with { AbsentConsentPermits = permits };
        if (root.Find("relationships") is { } relationships && new DocumentObject(relationships, "'relationships'", mistakes).Check(["graceHours"], []))
            rules = rules with { Grace = ReadHours(relationships, "graceHours", MostGraceHours, mistakes) };
        return root.Find("breakGlass") is { } broken
            ? rules with { BreakGlass = ReadBreakGlass(broken, rules.BreakGlass, mistakes) }
            : rules;
    }

    private static bool? ReadAbsence(DocumentNode node, List<PolicyMistake> mistakes)
    {
        var consent = new DocumentObject(node, "'consent'", mistakes);
        if (!consent.Check(["absent"], []) || consent.Text("absent") is not { } absent) return null;
        if (absent is not ("permit" or "deny")) consent.Report("absent", "'absent' is neither 'permit' nor 'deny'");
        return absent == "permit";
    }

    private static BreakGlassRules ReadBreakGlass(DocumentNode node, BreakGlassRules before, List<PolicyMistake> mistakes)
    {
        var glass = new DocumentObject(node, "'breakGlass'", mistakes);
        string[] known =
        [
            "labelCeiling", "sensitivities", "purposes", "reasons", "defaultMinutes", "maxMinutes", "signInMinutes", "exemptHours",
            "exemptDaysAfterGrant",
        ];
        if (!glass.Check([], known)) return before;

        if (glass.Text("labelCeiling") is { } ceiling && !SecurityLabels.IsConfidentiality(ceiling))
            glass.Report("labelCeiling", $"'{ceiling}' is no confidentiality");
        var rules = before with
        {
            LabelCeiling = glass.Text("labelCeiling") ?? before.LabelCeiling,
            Sensitivities = Set(glass.List("sensitivities", PolicyNames.FindSensitivityMistake)) ?? before.Sensitivities,
            Purposes = Some(glass, "purposes", PolicyNames.FindPurposeMistake) ?? before.Purposes,
            Reasons = Some(glass, "reasons", PolicyNames.FindReasonMistake) ?? before.Reasons,
            ExemptAfter = node.Find("exemptHours") is null ? before.ExemptAfter : ReadHours(node, "exemptHours", MostExemptHours, mistakes),
        };
        return ReadTimes(glass, rules);
    }

    private static BreakGlassRules ReadTimes(DocumentObject glass, BreakGlassRules before)
    {
        var rules = before with
        {
            Max = Minutes(glass.Number("maxMinutes", 1, (int)BreakGlassRules.HardCap.TotalMinutes)) ?? before.Max,
            Default = Minutes(glass.Number("defaultMinutes", 1, (int)BreakGlassRules.HardCap.TotalMinutes)) ?? before.Default,
            SignInWithin = Minutes(glass.Number("signInMinutes", 1, 60)) ?? before.SignInWithin,
            ExemptAfterGrant = glass.Number("exemptDaysAfterGrant", 0, 365) is { } days ? TimeSpan.FromDays(days) : before.ExemptAfterGrant,
        };
        if (rules.Default > rules.Max) glass.Report("defaultMinutes", "'defaultMinutes' is more than 'maxMinutes'");
        return rules;
    }

    private static Dictionary<string, TimeSpan> ReadHours(DocumentNode parent, string name, int most, List<PolicyMistake> mistakes)
    {
        var hours = new Dictionary<string, TimeSpan>();
        if (parent.Find(name) is not { } node) return hours;
        var reader = new DocumentObject(node, $"'{name}'", mistakes);
        if (!node.IsObject) mistakes.Add(new PolicyMistake(node.Line, $"'{name}' is no object"));
        foreach (var part in node.Members)
        {
            if (!PolicyNames.IsPart(part.Name)) reader.Report(part.Name, $"'{part.Name}' is no part of a relationship");
            if (reader.Number(part.Name, 0, most) is { } number) hours[part.Name] = TimeSpan.FromHours(number);
        }

        return hours;
    }

    private static HashSet<string>? Some(DocumentObject glass, string name, Func<string, string?> findMistake)
    {
        var texts = glass.List(name, findMistake);
        if (texts is { Count: 0 }) glass.Report(name, $"'{name}' of 'breakGlass' is empty");
        return Set(texts);
    }

    private static TimeSpan? Minutes(int? number) => number is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    private static HashSet<string>? Set(List<string>? texts) => texts is null ? null : [.. texts];
}
