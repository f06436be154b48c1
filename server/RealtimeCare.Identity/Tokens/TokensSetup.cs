using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Keys;
using RealtimeCare.Identity.SignIn;
using RealtimeCare.Identity.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Tokens;

internal static class TokensSetup
{
    public static IServiceCollection AddTokens(this IServiceCollection services)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDatabase>())
            .AddServer(server =>
            {
                AddEndpoints(server);
                AddRules(server);
                ChallengeFilters.Add(server);
                AssertionFilters.Add(server);
                AccessTokenShaper.Add(server);
                RefreshFilters.Add(server);
                RefusalFilters.Add(server);
                RevocationFilters.Add(server);
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<IOptions<IdentityOptions>, SigningKeys, TimeProvider>(Fill);
        return services
            .AddScoped<Grants>()
            .AddScoped<TokenIssue>()
            .AddScoped<RefreshChain>()
            .AddScoped<RevocationReach>()
            .AddScoped(s => new GrantRevocation(
                s.GetRequiredService<IdentityDatabase>(),
                s.GetRequiredService<RevocationReach>(),
                s.GetRequiredService<IdentityTrail>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<GrantRevocation>>()));
    }

    private static void AddEndpoints(OpenIddictServerBuilder server)
    {
        // Without a leading slash: on Unix that would make them file addresses.
        server.SetConfigurationEndpointUris(".well-known/openid-configuration", ".well-known/oauth-authorization-server")
            .SetJsonWebKeySetEndpointUris(".well-known/jwks")
            .SetAuthorizationEndpointUris(ChallengeEndpoints.Path[1..])
            .SetTokenEndpointUris("connect/token")
            .SetRevocationEndpointUris("connect/revoke");
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().SuppressJsonResponseIndentation();
    }

    private static void AddRules(OpenIddictServerBuilder server) => server
        .AllowAuthorizationCodeFlow()
        .AllowRefreshTokenFlow()
        .AllowClientCredentialsFlow()
        .RequireProofKeyForCodeExchange()
        .DisableAccessTokenEncryption()
        .UseReferenceRefreshTokens()
        .DisableSlidingRefreshTokenExpiration()
        .SetAuthorizationCodeLifetime(TimeSpan.FromSeconds(60))
        // Scopes are compared by their meaning (Scope.Grant): OpenIddict compares text and knows neither wildcards nor letters.
        .DisableScopeValidation()
        .IgnoreScopePermissions()
        .IgnoreResourcePermissions()
        .DisableResourceValidation();

    private static void Fill(OpenIddictServerOptions server, IOptions<IdentityOptions> identity, SigningKeys keys, TimeProvider time)
    {
        var options = identity.Value;
        server.Issuer = options.Issuer;
        server.TimeProvider = time;
        server.AccessTokenLifetime = options.AccessTokenLifetime;
        server.RefreshTokenLifetime = options.SessionLifetime;
        // RefreshChain decides on a token that comes again; what it leaves redeemed is refused.
        server.RefreshTokenReuseLeeway = null;
        server.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
        server.ClientAuthenticationMethods.Clear();
        server.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.PrivateKeyJwt);
        foreach (var key in keys.Signing) server.SigningCredentials.Add(new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256));
        server.EncryptionCredentials.Add(new EncryptingCredentials(keys.Sealing, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
    }
}
