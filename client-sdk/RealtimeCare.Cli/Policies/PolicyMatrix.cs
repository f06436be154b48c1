using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Cli.Policies;

/// <summary>Which role sees which element of which resource type, under a policy.</summary>
internal sealed class PolicyMatrix(AccessPolicy policy)
{
    /// <summary>The policy.</summary>
    public AccessPolicy Policy => policy;

    /// <summary>The roles that see anything, in the order of their rank.</summary>
    public IReadOnlyList<RoleRule> Readers { get; } = [.. policy.Roles.Where(static role => role.Audience is not null)];

    /// <summary>The types of the topics, each once, and after them those that are seen only within others.</summary>
    public IReadOnlyList<string> Types { get; } =
    [
        .. policy.Topics.Values.SelectMany(static topic => topic.ResourceTypes)
            .Concat(policy.Audiences.SelectMany(static audience => audience.Elements.Keys)).Distinct(),
    ];

    /// <summary>The names of the topics that a type belongs to.</summary>
    public IReadOnlyList<string> TopicsOf(string type) =>
        [.. policy.Topics.Values.Where(topic => topic.ResourceTypes.Contains(type)).Select(static topic => topic.Name)];

    /// <summary>The elements of a type that somebody sees or has marked, in the order of the specification.</summary>
    public IReadOnlyList<string> ElementsOf(string type)
    {
        var named = policy.Audiences.SelectMany(audience => Paths(audience.Elements, type).Concat(Paths(audience.Critical, type)))
            .Select(static path => path.Split('.', '(')[0]).ToHashSet();
        var ordered = FhirElements.Of(type).Where(named.Contains).ToList();
        return [.. ordered, .. named.Except(ordered).Order(StringComparer.Ordinal)];
    }

    /// <summary>The elements of a type that no audience sees anything of.</summary>
    public IReadOnlyList<string> UnseenOf(string type)
    {
        var shown = policy.Audiences.SelectMany(audience => Paths(audience.Elements, type)).Select(static path => path.Split('.', '(')[0]).ToHashSet();
        return [.. FhirElements.Of(type).Where(element => !shown.Contains(element))];
    }

    /// <summary>What a role sees of an element: <c>yes</c>, parts of it, <c>marked</c> where a marker stands for it, or nothing.</summary>
    public string Cell(RoleRule role, string type, string element)
    {
        if (!Reaches(role, type)) return "";
        var audience = role.Audience!;
        var paths = Paths(audience.Elements, type).Where(path => path == element || path.StartsWith(element + ".", StringComparison.Ordinal)).ToList();
        if (paths.Contains(element)) return "yes";
        if (paths.Count > 0) return string.Join(", ", paths.Select(path => path[(element.Length + 1)..]));
        return Paths(audience.Critical, type).Contains(element) ? "marked" : "";
    }

    /// <summary>Whether resources of the type can reach a role: by one of its topics, or within other resources.</summary>
    public bool Reaches(RoleRule role, string type)
    {
        if (role.Audience is not { IsEmpty: false } audience || !audience.Sees(type)) return false;
        var topics = TopicsOf(type);
        return topics.Count == 0 || topics.Any(role.Topics.Contains);
    }

    /// <summary>What must be between a role and the patient, in words.</summary>
    public static string RelationshipOf(RoleRule role) => role.Relationship switch
    {
        RelationshipNeed.Treatment => "treats the patient",
        RelationshipNeed.Self => "is the patient",
        RelationshipNeed.Proxy => "acts for the patient",
        _ => "none needed",
    };

    /// <summary>What consent it takes, in words.</summary>
    public string ConsentOf(RoleRule role)
    {
        if (role.Audience is null || role.Relationship == RelationshipNeed.Self) return "not asked";
        return role.RequiresConsent || !policy.Rules.AbsentConsentPermits ? "must permit" : "must not deny";
    }

    /// <summary>What an audience is cleared for, in words.</summary>
    public static string ClearanceOf(Audience? audience) => audience is null ? "" : string.Join(' ', [audience.LabelCeiling, .. audience.Sensitivities.Order(StringComparer.Ordinal)]);

    private static IReadOnlyList<string> Paths(IReadOnlyDictionary<string, IReadOnlyList<string>> rules, string type) => rules.GetValueOrDefault(type) ?? [];
}
