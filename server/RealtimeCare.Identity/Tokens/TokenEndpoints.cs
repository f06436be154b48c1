using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Tokens;

/// <summary>The token endpoint. OpenIddict has judged the code, refresh token or client assertion; here it is decided what may come of it.</summary>
internal static class TokenEndpoints
{
    public static IEndpointRouteBuilder MapToken(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/connect/token", AnswerAsync).AllowAnonymous().WithTags("Sign-in").WithSummary("A code, refresh token or client assertion for tokens");
        return endpoints;
    }

    private static Task<IResult> AnswerAsync(HttpContext context, TokenIssue issue)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see the request.");
        if (request.IsClientCredentialsGrantType()) return issue.ToServiceAsync(context, request);
        if (request.IsAuthorizationCodeGrantType() || request.IsRefreshTokenGrantType()) return ToPersonAsync(context, request, issue);
        return Task.FromResult(OAuthAnswer.Refuse(Errors.UnsupportedGrantType, "This grant is not offered."));
    }

    private static async Task<IResult> ToPersonAsync(HttpContext context, OpenIddictRequest request, TokenIssue issue)
    {
        var judged = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        return await issue.ToPersonAsync(context, request, judged.Principal!);
    }
}
