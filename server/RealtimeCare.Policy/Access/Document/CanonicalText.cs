using System.Globalization;
using System.Text;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Writes what a policy says in one way only, so that equal policies have equal hashes.</summary>
internal static class CanonicalText
{
    /// <summary>Everything that a decision can depend on. The order of roles is their rank; everything else has none.</summary>
    public static string Of(AccessPolicy policy)
    {
        var text = new StringBuilder("policy 2\n");
        foreach (var topic in policy.Topics.Values.OrderBy(static t => t.Name, StringComparer.Ordinal))
            Append(text, "topic " + topic.Name, topic.ResourceTypes);
        foreach (var audience in policy.Audiences.OrderBy(static a => a.Name, StringComparer.Ordinal))
            text.Append("audience ").Append(audience.Name).Append(' ').Append(audience.Hash).Append('\n');
        foreach (var role in policy.Roles) Append(text, role);
        Append(text, policy.Rules);
        return text.ToString();
    }

    private static void Append(StringBuilder text, RoleRule role)
    {
        text.Append("role ").Append(role.Name).Append(' ').Append(role.Audience?.Name)
            .Append(' ').Append(role.Relationship).Append(role.RequiresConsent ? " consent\n" : "\n");
        Append(text, "narrower", role.Narrower.Select(static a => a.Name));
        Append(text, "operations", role.Operations);
        Append(text, "topics", role.Topics);
        Append(text, "purposes", role.Purposes);
    }

    private static void Append(StringBuilder text, AccessRules rules)
    {
        var glass = rules.BreakGlass;
        text.Append("absent consent ").Append(rules.AbsentConsentPermits ? "permits\n" : "denies\n");
        Append(text, "grace", rules.Grace.Select(Hours));
        text.Append("break-glass ").Append(glass.LabelCeiling).Append('\n');
        Append(text, "cleared", glass.Sensitivities);
        Append(text, "purposes", glass.Purposes);
        Append(text, "reasons", glass.Reasons);
        text.Append(CultureInfo.InvariantCulture, $"minutes {glass.Default.TotalMinutes} {glass.Max.TotalMinutes} {glass.SignInWithin.TotalMinutes}\n");
        Append(text, "exempt", glass.ExemptAfter.Select(Hours));
        text.Append(CultureInfo.InvariantCulture, $"exempt after grant {glass.ExemptAfterGrant.TotalDays}\n");
    }

    // A part may have spaces; names otherwise have none.
    private static string Hours(KeyValuePair<string, TimeSpan> part) =>
        string.Create(CultureInfo.InvariantCulture, $"'{part.Key}'={part.Value.TotalHours}");

    private static void Append(StringBuilder text, string what, IEnumerable<string> names) =>
        text.Append(what).Append(' ').AppendJoin(' ', names.Order(StringComparer.Ordinal)).Append('\n');
}
