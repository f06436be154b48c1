using System.Globalization;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Document;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Cli.Policies;

/// <summary>Who gains and who loses when one policy takes the place of another.</summary>
internal static class PolicyDifference
{
    private const string Everybody = "everybody";

    /// <summary>Every difference, by role in the order of the new policy.</summary>
    public static IReadOnlyList<PolicyChange> Between(AccessPolicy old, AccessPolicy next) =>
    [
        .. next.Roles.SelectMany(role => OfRole(role.Name, Find(old, role.Name), role)),
        .. old.Roles.Where(role => Find(next, role.Name) is null).SelectMany(static role => OfRole(role.Name, role, null)),
        .. OfTopics(old, next),
        .. OfRules(old.Rules, next.Rules),
    ];

    private static RoleRule? Find(AccessPolicy policy, string name) => policy.Roles.FirstOrDefault(role => role.Name == name);

    private static IEnumerable<PolicyChange> OfRole(string name, RoleRule? old, RoleRule? next)
    {
        if (old is null || next is null) yield return new PolicyChange(next is not null, name, "role", name);
        foreach (var change in Sets(name, "operation", old?.Operations, next?.Operations)) yield return change;
        foreach (var change in Sets(name, "topic", old?.Topics, next?.Topics)) yield return change;
        foreach (var change in Sets(name, "purpose", old?.Purposes, next?.Purposes)) yield return change;
        foreach (var change in Sets(name, "alternative", old?.Narrower.Select(static a => a.Name), next?.Narrower.Select(static a => a.Name))) yield return change;
        if (old is not null && next is not null && old.Relationship != next.Relationship)
            yield return new PolicyChange(next.Relationship == RelationshipNeed.None, name, "relationship", $"{PolicyMatrix.RelationshipOf(old)} -> {PolicyMatrix.RelationshipOf(next)}");
        if (old is not null && next is not null && old.RequiresConsent != next.RequiresConsent)
            yield return new PolicyChange(old.RequiresConsent, name, "consent", next.RequiresConsent ? "must permit" : "need not be there");
        foreach (var change in OfAudience(name, old?.Audience, next?.Audience)) yield return change;
    }

    private static IEnumerable<PolicyChange> OfAudience(string role, Audience? old, Audience? next)
    {
        if (old?.LabelCeiling != next?.LabelCeiling)
            yield return new PolicyChange(Rank(next) > Rank(old), role, "label", $"{old?.LabelCeiling ?? "none"} -> {next?.LabelCeiling ?? "none"}");
        foreach (var change in Sets(role, "sensitivity", old?.Sensitivities, next?.Sensitivities)) yield return change;
        foreach (var path in Beyond(next, old)) yield return new PolicyChange(true, role, "element", path);
        foreach (var path in Beyond(old, next)) yield return new PolicyChange(false, role, "element", path);
        foreach (var change in Sets(role, "marker", Marks(old), Marks(next))) yield return change;
    }

    private static int Rank(Audience? audience) => audience is null ? -1 : SecurityLabels.Rank(audience.LabelCeiling);

    private static IEnumerable<string> Marks(Audience? audience) =>
        audience?.Critical.SelectMany(static rule => rule.Value.Select(path => $"{rule.Key}.{path}")) ?? [];

    // The elements that one shows and the other does not.
    private static IEnumerable<string> Beyond(Audience? one, Audience? other)
    {
        if (one is null) yield break;
        foreach (var (type, paths) in one.Elements.OrderBy(static e => e.Key, StringComparer.Ordinal))
        {
            var shown = other?.Elements.GetValueOrDefault(type);
            if (shown is null) yield return type;
            foreach (var path in paths)
                if (!PathBounds.Cover(shown ?? [], path)) yield return $"{type}.{path}";
        }
    }

    private static IEnumerable<PolicyChange> OfTopics(AccessPolicy old, AccessPolicy next) => Sets(
        Everybody, "topic's type", old.Topics.Values.SelectMany(Types), next.Topics.Values.SelectMany(Types));

    private static IEnumerable<string> Types(TopicRule topic) => topic.ResourceTypes.Select(type => $"{topic.Name}: {type}");

    private static IEnumerable<PolicyChange> OfRules(AccessRules old, AccessRules next)
    {
        if (old.AbsentConsentPermits != next.AbsentConsentPermits)
            yield return new PolicyChange(next.AbsentConsentPermits, Everybody, "absent consent", next.AbsentConsentPermits ? "permits" : "denies");
        var (before, after) = (old.BreakGlass, next.BreakGlass);
        foreach (var change in Times("grace", old.Grace, next.Grace)) yield return change;
        foreach (var change in Times("exemption", before.ExemptAfter, after.ExemptAfter)) yield return change;
        foreach (var change in Times("break-glass", TimesOf(before), TimesOf(after))) yield return change;
        foreach (var change in Sets(Everybody, "break-glass sensitivity", before.Sensitivities, after.Sensitivities)) yield return change;
        foreach (var change in Sets(Everybody, "break-glass purpose", before.Purposes, after.Purposes)) yield return change;
        foreach (var change in Sets(Everybody, "break-glass reason", before.Reasons, after.Reasons)) yield return change;
        if (before.LabelCeiling != after.LabelCeiling)
            yield return new PolicyChange(SecurityLabels.Rank(after.LabelCeiling) > SecurityLabels.Rank(before.LabelCeiling), Everybody, "break-glass label", $"{before.LabelCeiling} -> {after.LabelCeiling}");
    }

    private static Dictionary<string, TimeSpan> TimesOf(BreakGlassRules glass) => new()
    {
        ["default"] = glass.Default, ["longest"] = glass.Max, ["sign-in within"] = glass.SignInWithin, ["exempt after a grant"] = glass.ExemptAfterGrant,
    };

    private static IEnumerable<PolicyChange> Times(string what, IReadOnlyDictionary<string, TimeSpan> old, IReadOnlyDictionary<string, TimeSpan> next)
    {
        foreach (var part in old.Keys.Union(next.Keys).Order(StringComparer.Ordinal))
            if (old.GetValueOrDefault(part) is var before && next.GetValueOrDefault(part) is var after && before != after)
                yield return new PolicyChange(after > before, Everybody, what, string.Create(CultureInfo.InvariantCulture, $"{part}: {before.TotalMinutes} -> {after.TotalMinutes} min"));
    }

    private static IEnumerable<PolicyChange> Sets(string role, string what, IEnumerable<string>? old, IEnumerable<string>? next)
    {
        var (before, after) = ((old ?? []).ToHashSet(), (next ?? []).ToHashSet());
        foreach (var name in after.Except(before).Order(StringComparer.Ordinal)) yield return new PolicyChange(true, role, what, name);
        foreach (var name in before.Except(after).Order(StringComparer.Ordinal)) yield return new PolicyChange(false, role, what, name);
    }
}

/// <summary>One difference between two policies.</summary>
/// <param name="Gains">Whether the role may more than before, or less.</param>
/// <param name="Role">Whom it concerns.</param>
/// <param name="What">The kind of thing.</param>
/// <param name="Item">The thing.</param>
internal sealed record PolicyChange(bool Gains, string Role, string What, string Item);
