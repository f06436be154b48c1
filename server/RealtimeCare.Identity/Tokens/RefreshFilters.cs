using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RealtimeCare.Identity.Tokens;

/// <summary>Stands before OpenIddict's own look at a token's status, which knows a leeway in time and not whether a successor was used.</summary>
internal sealed class RefreshFilters(RefreshChain chain) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static void Add(OpenIddictServerBuilder server) => server.AddEventHandler<ValidateTokenContext>(h => h
        .UseScopedHandler<RefreshFilters>()
        .SetOrder(OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500));

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token) return;
        if (context is not { TokenId: { Length: > 0 } token, AuthorizationId: { Length: > 0 } authorization }) return;
        var http = context.Transaction.GetHttpRequest()?.HttpContext;
        if (await chain.ReviveAsync(http, token, authorization, context.CancellationToken)) return;
        context.Reject(Errors.TemporarilyUnavailable, "The token is being refreshed at this moment; ask again.");
    }
}
