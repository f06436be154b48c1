using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Identity.Clients;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RealtimeCare.Identity.SignIn;

/// <summary>What makes OpenIddict's authorization endpoint a challenge endpoint: a form in, JSON out, first-party clients only.</summary>
internal static class ChallengeFilters
{
    public static void Add(OpenIddictServerBuilder server) => server
        .AddEventHandler<ExtractAuthorizationRequestContext>(h => h.UseInlineHandler(Extract).SetOrder(int.MinValue + 200_000))
        .AddEventHandler<ApplyAuthorizationResponseContext>(h => h.UseInlineHandler(ApplyAsync).SetOrder(int.MinValue + 50_000))
        .AddEventHandler<HandleConfigurationRequestContext>(h => h.UseInlineHandler(Describe).SetOrder(int.MaxValue));

    private static ValueTask Extract(ExtractAuthorizationRequestContext context)
    {
        if (context.Request is not { } request) return default;
        // A password must never stand in an address, and no other grant may come out of this door.
        if (!HttpMethods.IsPost(context.Transaction.GetHttpRequest()!.Method)) context.Reject(Errors.InvalidRequest, "Use POST with a form.");
        else if (!FirstPartyClients.Contains(request.ClientId)) context.Reject(Errors.UnauthorizedClient, "Only first-party clients may sign people in here.");
        else request.ResponseType = ResponseTypes.Code;
        return default;
    }

    private static async ValueTask ApplyAsync(ApplyAuthorizationResponseContext context)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var response = context.Response;
        context.HandleRequest();
        if (response.Code is { } code)
        {
            await Results.Json(new { authorization_code = code }).ExecuteAsync(http);
            return;
        }
        await Results.Json(
            new { error = response.Error ?? Errors.ServerError, error_description = response.ErrorDescription }, statusCode: StatusCodes.Status400BadRequest)
            .ExecuteAsync(http);
    }

    private static ValueTask Describe(HandleConfigurationRequestContext context)
    {
        // There is no page to send a browser to, so none is advertised; the draft names the challenge endpoint.
        context.Metadata["authorization_challenge_endpoint"] = context.AuthorizationEndpoint?.AbsoluteUri;
        context.AuthorizationEndpoint = null;
        context.ResponseModes.Clear();
        context.PromptValues.Clear();
        context.Scopes.Remove(Scopes.OpenId);
        // Public clients prove nothing but their code verifier; services sign.
        context.TokenEndpointAuthenticationMethods.Add("none");
        context.RevocationEndpointAuthenticationMethods.Add("none");
        context.Metadata["token_endpoint_auth_signing_alg_values_supported"] = System.Collections.Immutable.ImmutableArray.Create<string?>(ServiceKeys.Algorithms);
        return default;
    }
}
