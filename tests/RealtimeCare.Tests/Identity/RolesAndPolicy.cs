using RealtimeCare.Identity.Accounts;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Identity;

/// <summary>The issuer and the policy name the same roles without knowing of each other: what one promises the other must keep.</summary>
public sealed class RolesAndPolicy
{
    private static IEnumerable<RoleRule> People => AccessPolicy.Default.Roles.Where(r => AccountRoles.All.Contains(r.Name));

    [Fact]
    public void A_roles_scopes_reach_all_that_its_audience_sees()
    {
        var missing =
            from role in People
            let scopes = ScopeSet.Parse(string.Join(' ', AccountRoles.ScopesOf([role.Name])))
            let context = role.Relationship == RelationshipNeed.Self ? ScopeContext.Patient : ScopeContext.User
            from topic in role.Topics
            from type in AccessPolicy.Default.Topics[topic].ResourceTypes
            where role.Audience!.Sees(type) && !scopes.Allows(context, type, "rs")
            select $"{role.Name}: {type}";

        Assert.Empty(missing);
    }

    [Fact]
    public void A_sign_in_is_for_no_purpose_that_the_policy_denies()
    {
        var denied = People.SelectMany(role => AccountRoles.PurposesOf([role.Name]).Where(p => !role.Purposes.Contains(p)).Select(p => $"{role.Name}: {p}"));

        Assert.Empty(denied);
        Assert.Contains(People, role => role.Purposes.Count > 0);
    }
}
