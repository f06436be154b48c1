using RealtimeCare.Identity.Accounts;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Tokens;

/// <summary>What an account's roles allow now, and the claim that says it may be refreshed.</summary>
internal static class AccountGrants
{
    public static IReadOnlyList<string> Allowed(Account account) => [.. AccountRoles.ScopesOf(account.Roles), Scopes.OfflineAccess];
}
