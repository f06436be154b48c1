using RealtimeCare.Policy.Access;

namespace RealtimeCare.Cli.Policies;

/// <summary>What in a policy has no effect, and what nobody sees.</summary>
internal static class PolicyFindings
{
    /// <summary>Rules without effect: they say something that can never count.</summary>
    public static IReadOnlyList<string> DeadRules(AccessPolicy policy)
    {
        var matrix = new PolicyMatrix(policy);
        return
        [
            .. UnusedAudiences(policy),
            .. policy.Topics.Keys.Where(topic => !policy.Roles.Any(role => role.Topics.Contains(topic))).Select(static topic => $"no role has topic '{topic}'"),
            .. policy.Topics.Keys.Where(topic => !IsRead(policy, topic)).Select(static topic => $"no role reads topic '{topic}'"),
            .. matrix.Types.Where(type => !policy.Audiences.Any(audience => audience.Elements.ContainsKey(type))).Select(static type => $"no audience sees '{type}'"),
            .. policy.Roles.SelectMany(role => DeadIn(role, policy)),
        ];
    }

    /// <summary>The elements of each type of the topics that no audience sees.</summary>
    public static IReadOnlyList<UnseenElements> Unseen(AccessPolicy policy)
    {
        var matrix = new PolicyMatrix(policy);
        return [.. matrix.Types.Select(type => new UnseenElements(type, matrix.UnseenOf(type))).Where(static unseen => unseen.Elements.Count > 0)];
    }

    private static IEnumerable<string> UnusedAudiences(AccessPolicy policy)
    {
        var used = policy.Roles.SelectMany(static role => role.Narrower.Append(role.Audience)).Select(static audience => audience?.Name).ToHashSet();
        return policy.Audiences.Where(audience => !used.Contains(audience.Name)).Select(static audience => $"no role has audience '{audience.Name}'");
    }

    private static bool IsRead(AccessPolicy policy, string topic) => policy.Roles.Any(role =>
        role.Topics.Contains(topic) && role.Operations.Contains(Operations.StreamSubscribe.Name) && role.Audience is not null);

    private static IEnumerable<string> DeadIn(RoleRule role, AccessPolicy policy)
    {
        if (role.Operations.Count == 0) yield return $"role '{role.Name}' may do nothing";
        if (role.Topics.Count > 0 && role.Purposes.Count == 0) yield return $"role '{role.Name}' has topics but no purpose of use";
        if (role.Topics.Count == 0 && role.Audience is not null) yield return $"role '{role.Name}' has an audience but no topics";
        foreach (var topic in role.Topics.Order(StringComparer.Ordinal))
            if (!policy.Topics[topic].ResourceTypes.Any(type => role.Audience?.Sees(type) == true))
                yield return $"role '{role.Name}' has topic '{topic}' and sees nothing of it";
        foreach (var type in role.Audience?.Elements.Keys ?? [])
            if (!new PolicyMatrix(policy).Reaches(role, type)) yield return $"role '{role.Name}' sees '{type}' but has no topic with it";
    }
}

/// <summary>The elements of a type that nobody sees.</summary>
internal sealed record UnseenElements(string Type, IReadOnlyList<string> Elements);
