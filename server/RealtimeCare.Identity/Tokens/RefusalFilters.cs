using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Answers;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RealtimeCare.Identity.Tokens;

/// <summary>
/// Every refusal of the token endpoint, ours and OpenIddict's, passes here: it is written down, and a used code or refresh token that
/// comes again ends its whole session (RFC 9700 4.14.2, RFC 6749 10.5). <see cref="RefreshChain"/> says which refresh token is used up.
/// </summary>
internal sealed class RefusalFilters(
    IOpenIddictTokenManager tokens, IOpenIddictApplicationManager applications, GrantRevocation revocation, IdentityTrail trail)
    : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static void Add(OpenIddictServerBuilder server) =>
        server.AddEventHandler<ApplyTokenResponseContext>(h => h.UseScopedHandler<RefusalFilters>().SetOrder(int.MinValue + 50_000));

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Response.Error is not { } error) return;
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var reused = error == Errors.TemporarilyUnavailable ? null : await FindReusedAsync(context.Request, context.CancellationToken);
        if (reused is not null) await revocation.RevokeReusedAsync(http, reused, context.CancellationToken);
        var client = await IsRegisteredAsync(context) ? context.Request?.ClientId : null;
        await trail.WriteAsync(http, EntryKinds.TokenIssued, EntryOutcome.Denied, e => e with
        {
            // A client id that nobody registered is free text of a stranger: it stays out of the book.
            Client = client,
            Operation = "token.refused",
            Reason = reused is null ? error : "token-reused",
            Session = reused?.SessionId,
            Actor = reused?.Subject,
            Tenant = reused?.Tenant,
        }, context.CancellationToken);
    }

    private async ValueTask<bool> IsRegisteredAsync(ApplyTokenResponseContext context) =>
        context.Request?.ClientId is { Length: > 0 and <= 64 } id && await applications.FindByClientIdAsync(id, context.CancellationToken) is not null;

    private async Task<Grant?> FindReusedAsync(OpenIddictRequest? request, CancellationToken cancellationToken)
    {
        if ((request?.RefreshToken ?? request?.Code) is not { Length: > 0 } reference) return null;
        var token = await tokens.FindByReferenceIdAsync(reference, cancellationToken);
        if (token is null) return null;
        var wasUsed = await tokens.GetRedemptionDateAsync(token, cancellationToken) is not null;
        if (!wasUsed && !await tokens.HasStatusAsync(token, Statuses.Revoked, cancellationToken)) return null;
        var grant = await revocation.FindAsync(await tokens.GetAuthorizationIdAsync(token, cancellationToken), cancellationToken);
        // A token that is spent and was never used, of a sign-in that goes on: its holder got it, and somebody else showed the one before.
        return wasUsed || grant is { RevokedAt: null } ? grant : null;
    }
}
