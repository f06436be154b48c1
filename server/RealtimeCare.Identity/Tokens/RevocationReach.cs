using OpenIddict.Abstractions;
using RealtimeCare.Identity.Accounts;

namespace RealtimeCare.Identity.Tokens;

/// <summary>How far a revocation goes: OpenIddict's entries, and whoever holds live sessions.</summary>
internal sealed class RevocationReach(IOpenIddictAuthorizationManager authorizations, IOpenIddictTokenManager tokens, IAccountChanges changes)
{
    public IAccountChanges Changes => changes;

    public async Task RevokeAsync(string authorizationId, CancellationToken cancellationToken)
    {
        if (await authorizations.FindByIdAsync(authorizationId, cancellationToken) is { } authorization)
            await authorizations.TryRevokeAsync(authorization, cancellationToken);
        await tokens.RevokeByAuthorizationIdAsync(authorizationId, cancellationToken);
    }
}
