using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace RealtimeCare.Server.Sessions;

internal static class SessionsSetup
{
    /// <summary>The scheme that hands a token to the scheme of the issuer it names.</summary>
    private const string AnyIssuer = "RealtimeCare";

    public static IServiceCollection AddSessions(this IServiceCollection services, IReadOnlyList<TrustedIssuer> issuers)
    {
        services.AddOptions<SessionsOptions>().BindConfiguration("RealtimeCare:Sessions").ValidateOnStart()
            .Configure(options => { foreach (var issuer in issuers) options.Issuers.Add(issuer); });
        services.AddSingleton<IValidateOptions<SessionsOptions>, SessionsOptionsCheck>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<SessionActivity>();
        services.AddHostedService<SessionsLoader>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, TokenValidation>();

        var authentication = services.AddAuthentication(AnyIssuer)
            .AddPolicyScheme(AnyIssuer, null, scheme => scheme.ForwardDefaultSelector = context => SchemeOf(context, issuers));
        foreach (var issuer in issuers) authentication.AddJwtBearer(issuer.Issuer, static _ => { });
        return services;
    }

    /// <summary>The unverified issuer only chooses who verifies; an unknown one is sent to the first, which refuses it.</summary>
    private static string SchemeOf(HttpContext context, IReadOnlyList<TrustedIssuer> issuers)
    {
        const string Bearer = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (issuers.Count > 1 && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            var tokens = new JsonWebTokenHandler();
            var text = header[Bearer.Length..];
            if (tokens.CanReadToken(text))
            {
                var named = tokens.ReadJsonWebToken(text).Issuer;
                if (issuers.FirstOrDefault(issuer => issuer.Issuer == named) is { } trusted) return trusted.Issuer;
            }
        }
        return issuers[0].Issuer;
    }
}
