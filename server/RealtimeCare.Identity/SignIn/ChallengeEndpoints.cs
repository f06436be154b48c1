using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Identity.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.SignIn;

/// <summary>
/// The authorization challenge endpoint (draft-ietf-oauth-first-party-apps): the product's own applications give a name and password
/// and get a code, which only the holder of the PKCE verifier can exchange.
/// </summary>
internal static class ChallengeEndpoints
{
    public const string Path = "/connect/challenge";
    private const int MaxNameLength = 128;
    private const int MaxPasswordLength = 256;

    public static IEndpointRouteBuilder MapChallenge(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, AnswerAsync).AllowAnonymous().WithTags("Sign-in").WithSummary("Name and password for an authorization code");
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, PasswordSignIn signIn, PasswordTurns turns, Grants grants)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see the request.");
        if (request.Username is not { Length: > 0 and <= MaxNameLength } name || request.Password is not { Length: > 0 and <= MaxPasswordLength } password)
            return OAuthAnswer.Refuse(Errors.InvalidRequest, "username and password are required.");
        if (ChallengeRules.Mistake(request) is var (error, text)) return OAuthAnswer.Refuse(error, text);

        if (turns.IsCrowded) return OAuthAnswer.Refuse(Errors.TemporarilyUnavailable, "Too many sign-ins at once. Try again in a moment.");
        var sessionId = Grants.NewSessionId();
        var account = await signIn.TryAsync(context, name, password, sessionId, request.ClientId);
        if (account is null) return OAuthAnswer.Refuse(Errors.AccessDenied, "The user name or password is wrong.");

        if (ChallengeRules.Agree(request, account, out var refusal) is not { } agreed) return OAuthAnswer.Refuse(refusal.Error, refusal.Text);
        var principal = await grants.BeginAsync(account, request.ClientId!, sessionId, agreed, context.RequestAborted);
        if (principal is null) return OAuthAnswer.Refuse(Errors.AccessDenied, "The user name or password is wrong.");
        return OAuthAnswer.SignIn(principal);
    }
}
