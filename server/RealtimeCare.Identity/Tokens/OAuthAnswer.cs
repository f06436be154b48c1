using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace RealtimeCare.Identity.Tokens;

/// <summary>The two things an OAuth endpoint can say; OpenIddict gives them their form.</summary>
internal static class OAuthAnswer
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <remarks>The answer names the patient of the launch context beside the tokens (SMART App Launch), which are opaque to the client.</remarks>
    public static IResult SignIn(ClaimsPrincipal principal)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (principal.GetClaim(TokenSubject.PatientClaim) is { } patient) parameters[TokenSubject.PatientClaim] = new OpenIddictParameter(patient);
        return Results.SignIn(principal, new AuthenticationProperties(items: null, parameters), Scheme);
    }

    /// <param name="description">A fixed text; never anything of the request.</param>
    public static IResult Refuse(string error, string description) => Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
    }), [Scheme]);
}
