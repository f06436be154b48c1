using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Server.AspNetCore;

namespace RealtimeCare.Identity.Tokens;

/// <summary>The two things an OAuth endpoint can say; OpenIddict gives them their form.</summary>
internal static class OAuthAnswer
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static IResult SignIn(ClaimsPrincipal principal) => Results.SignIn(principal, authenticationScheme: Scheme);

    /// <param name="description">A fixed text; never anything of the request.</param>
    public static IResult Refuse(string error, string description) => Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
    }), [Scheme]);
}
