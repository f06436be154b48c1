using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Clients;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Tokens;

/// <summary>Decides what tokens are issued, and writes the line before OpenIddict redeems anything: a dead trail burns no refresh token.</summary>
internal sealed class TokenIssue(Grants grants, RefreshChain chain, ServiceClients services, ISessionStatus sessions, IdentityTrail trail)
{
    public async Task<IResult> ToPersonAsync(HttpContext context, OpenIddictRequest request, ClaimsPrincipal judged)
    {
        var cancellationToken = context.RequestAborted;
        var sessionId = judged.GetClaim(TokenSubject.SessionClaim);
        if (await grants.FindAsync(sessionId, cancellationToken) is not var (grant, account))
            return OAuthAnswer.Refuse(Errors.InvalidGrant, "The session is over; sign in again.");
        if (request.IsRefreshTokenGrantType() && !await sessions.MayContinueAsync(grant.ToSignIn(), cancellationToken))
            return OAuthAnswer.Refuse(Errors.InvalidGrant, "The session is over; sign in again.");

        var granted = judged.GetScopes();
        // One refresh cannot take less than the next: whoever wants another range signs in for it.
        if (request.GetScopes() is { Length: > 0 } asked && !granted.ToHashSet(StringComparer.Ordinal).SetEquals(asked))
            return OAuthAnswer.Refuse(Errors.InvalidScope, "A sign-in keeps the scopes it was granted.");

        var principal = grants.Renew(grant, account, granted);
        await RecordAsync(context, principal, request, cancellationToken);
        if (request.IsRefreshTokenGrantType() && !await chain.UseAsync(judged.GetTokenId()!, grant.AuthorizationId, cancellationToken))
            return OAuthAnswer.Refuse(Errors.InvalidGrant, "The token was used before.");
        return OAuthAnswer.SignIn(principal);
    }

    public async Task<IResult> ToServiceAsync(HttpContext context, OpenIddictRequest request)
    {
        var client = await services.FindAsync(request.ClientId, context.RequestAborted);
        if (client is null) return OAuthAnswer.Refuse(Errors.UnauthorizedClient, "The client is no service.");
        var asked = request.GetScopes();
        if (!ScopeText.IsClean(asked)) return OAuthAnswer.Refuse(Errors.InvalidScope, "A scope has a sign that no scope has, or they are too many.");
        var scopes = Scope.Grant(asked, client.Scopes);
        if (scopes.Count == 0) return OAuthAnswer.Refuse(Errors.InvalidScope, "None of the scopes is allowed.");

        var subject = new TokenSubject(
            client.ClientId, client.Tenant, Grants.NewSessionId(), ["service"], grants.Now, ["pop"]);
        var principal = subject.ToPrincipal(scopes);
        await RecordAsync(context, principal, request, context.RequestAborted);
        return OAuthAnswer.SignIn(principal);
    }

    private async Task RecordAsync(HttpContext context, ClaimsPrincipal principal, OpenIddictRequest request, CancellationToken cancellationToken)
    {
        var tokenId = Guid.NewGuid().ToString("N");
        AccessTokenShaper.Name(principal, tokenId);
        await trail.WriteAsync(context, EntryKinds.TokenIssued, EntryOutcome.Success, e => e with
        {
            Operation = "token." + request.GrantType,
            Actor = principal.GetClaim(Claims.Subject),
            Tenant = principal.GetClaim(TokenSubject.TenantClaim),
            Session = principal.GetClaim(TokenSubject.SessionClaim),
            Client = request.ClientId,
            TokenId = tokenId,
        }, cancellationToken);
    }
}
