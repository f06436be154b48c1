using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using RealtimeCare.Identity.Clients;
using RealtimeCare.Identity.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RealtimeCare.Identity.Tokens;

/// <summary>
/// Client assertions (private_key_jwt) as SMART Backend Services and RFC 7523 mean them. OpenIddict 7.8 alone refuses
/// <c>typ: JWT</c> and the token URL as audience, takes any lifetime, and takes the same assertion twice.
/// </summary>
internal static class AssertionFilters
{
    private static readonly TimeSpan LongestAssertion = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(10);

    public static void Add(OpenIddictServerBuilder server) => server
        .AddEventHandler<ValidateTokenContext>(h => h.UseInlineHandler(Prepare)
            .SetOrder(OpenIddictServerHandlers.Protection.ResolveTokenValidationParameters.Descriptor.Order + 1))
        .AddEventHandler<ValidateTokenContext>(h => h.UseInlineHandler(Judge)
            .SetOrder(OpenIddictServerHandlers.Protection.ValidateIdentityModelToken.Descriptor.Order + 1))
        // Last, so that only an assertion that passed everything else is spent: a stranger cannot burn another's jti.
        .AddEventHandler<ValidateTokenContext>(h => h.UseScopedHandler<SpendAssertion>().SetOrder(int.MaxValue));

    private static ValueTask Prepare(ValidateTokenContext context)
    {
        if (!IsAssertion(context)) return default;
        context.TokenValidationParameters.ValidTypes = [.. context.TokenValidationParameters.ValidTypes, "JWT"];
        context.TokenValidationParameters.ValidAlgorithms = ServiceKeys.Algorithms;
        context.ValidAudiences.Add(new Uri(context.Options.Issuer!, "connect/token").AbsoluteUri);
        return default;
    }

    private static ValueTask Judge(ValidateTokenContext context)
    {
        if (!IsAssertion(context) || context.Principal is null) return default;
        // The type header of an ordinary JWT says nothing; what it was sent as decides.
        context.Principal.SetTokenType(TokenTypes.ClientAssertion);
        var token = new JsonWebToken(context.Token);
        var now = context.Options.TimeProvider.GetUtcNow();
        var expiresAt = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        if (string.IsNullOrEmpty(token.Id)) context.Reject(Errors.InvalidClient, "The assertion has no jti.");
        else if (expiresAt <= now) context.Reject(Errors.InvalidClient, "The assertion has ended.");
        else if (expiresAt > now + LongestAssertion + ClockSkew) context.Reject(Errors.InvalidClient, "The assertion may live five minutes at most.");
        else if (token.ValidFrom > (now + ClockSkew).UtcDateTime) context.Reject(Errors.InvalidClient, "The assertion is not valid yet.");
        return default;
    }

    private static bool IsAssertion(ValidateTokenContext context) =>
        context.ValidTokenTypes.Count == 1 && context.ValidTokenTypes.Contains(TokenTypes.ClientAssertion);

    /// <summary>OpenIddict's own name for this kind of token.</summary>
    private static class TokenTypes
    {
        public const string ClientAssertion = "urn:openiddict:params:oauth:token-type:client_assertion";
    }

    /// <summary>Marks an assertion as used, in one statement, so that of two at the same time only one counts.</summary>
    private sealed class SpendAssertion(IdentityDatabase database) : IOpenIddictServerHandler<ValidateTokenContext>
    {
        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (!IsAssertion(context) || context.Principal is null) return;
            var token = new JsonWebToken(context.Token);
            var fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Issuer}\n{token.Id}")));
            var forgetAt = (new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + ClockSkew).ToUnixTimeMilliseconds();
            var added = await database.Database.ExecuteSqlAsync(
                $"INSERT OR IGNORE INTO SeenAssertions (Fingerprint, ForgetAt) VALUES ({fingerprint}, {forgetAt})", context.CancellationToken);
            if (added == 0) context.Reject(Errors.InvalidClient, "The assertion was used before.");
        }
    }
}
