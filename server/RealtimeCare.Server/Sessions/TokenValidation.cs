using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Sessions;

/// <summary>What a token must be, for one trusted issuer: one JwtBearer scheme each.</summary>
internal sealed class TokenValidation(IOptions<SessionsOptions> sessions, IServiceProvider services, TimeProvider time) : IConfigureNamedOptions<JwtBearerOptions>
{
    /// <summary>Goes on the ticket after <c>exp</c>, so that our own notice is sent before SignalR's silent close.</summary>
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(2);

    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        var issuer = sessions.Value.Issuers.FirstOrDefault(trusted => trusted.Issuer == name);
        if (issuer is null) return;
        options.ConfigurationManager = issuer.Keys(services);
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.TimeProvider = time;
        options.RefreshOnIssuerKeyNotFound = true;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = issuer.Audience,
            ValidAlgorithms = issuer.Algorithms,
            ValidTypes = ["at+jwt", "application/at+jwt"],
            RequireSignedTokens = true,
            // An unknown key id is a refusal, not an invitation to try every key.
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            NameClaimType = "sub",
            RoleClaimType = "roles",
            LifetimeValidator = IsWithinLifetime,
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = RefuseQueryTokenAsync,
            OnTokenValidated = CheckSessionAsync,
            OnChallenge = AnswerAsync,
        };
    }

    /// <summary>No clock skew beyond <c>nbf</c>: an expired token that is still taken would connect and be closed in a loop.</summary>
    private bool IsWithinLifetime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is not { } end || now >= end) return false;
        if (notBefore is not { } start || start > now.AddSeconds(5)) return false;
        return end - start <= sessions.Value.MaxTokenLifetime + TimeSpan.FromSeconds(5);
    }

    /// <summary>A token in a URL ends up in logs: the header is the only place (HS-02).</summary>
    private static Task RefuseQueryTokenAsync(MessageReceivedContext context)
    {
        if (context.Request.Query.ContainsKey("access_token")) context.Fail("A token in the query is refused.");
        return Task.CompletedTask;
    }

    /// <summary>Over HTTP a refused token is a coded problem as everything else; at a hub's door it stays a bare status.</summary>
    private static Task AnswerAsync(JwtBearerChallengeContext context)
    {
        if (context.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)) return Task.CompletedTask;
        context.HandleResponse();
        context.Response.Headers.WWWAuthenticate = context.AuthenticateFailure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return new CodedProblem(ErrorCode.Unauthenticated).ExecuteAsync(context.HttpContext);
    }

    private static Task CheckSessionAsync(TokenValidatedContext context)
    {
        var caller = CallerClaims.Read(context.Principal ?? new ClaimsPrincipal());
        if (caller is null)
        {
            context.Fail("A claim is missing.");
            return Task.CompletedTask;
        }
        var registry = context.HttpContext.RequestServices.GetRequiredService<SessionRegistry>();
        if (!registry.MayContinue(caller))
        {
            context.Fail("The session has ended.");
            return Task.CompletedTask;
        }
        context.HttpContext.Features.Set(new CallerFeature(caller));
        context.Properties.ExpiresUtc = caller.ExpiresAt + SafetyNet;
        return Task.CompletedTask;
    }
}
