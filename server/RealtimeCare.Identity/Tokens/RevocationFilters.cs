using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RealtimeCare.Identity.Tokens;

/// <summary>The revocation endpoint (RFC 7009) signs out: whichever token is given back, its whole session ends.</summary>
/// <remarks>Takes the place of OpenIddict's step, which revokes the one token and needs a private claim that our access tokens do not carry.</remarks>
internal sealed class RevocationFilters(GrantRevocation revocation) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public static void Add(OpenIddictServerBuilder server) => server
        .RemoveEventHandler(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor)
        .AddEventHandler<HandleRevocationRequestContext>(h => h.UseScopedHandler<RevocationFilters>()
            .SetOrder(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order));

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        var token = context.GenericTokenPrincipal;
        var owner = token?.GetPresenters().FirstOrDefault() ?? token?.GetClaim(Claims.ClientId);
        if (token?.GetClaim(TokenSubject.SessionClaim) is not { } sessionId || context.Request.ClientId is not { } clientId || owner != clientId)
        {
            context.Reject(Errors.InvalidToken, "The token is not one of this client's.");
            return;
        }
        await revocation.RevokeSignedOutAsync(context.Transaction.GetHttpRequest()!.HttpContext, sessionId, clientId, context.CancellationToken);
    }
}
