using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace RealtimeCare.Server.Sessions;

/// <summary>How long sessions last and whose tokens are trusted. No value can be looser than the default.</summary>
public sealed class SessionsOptions
{
    /// <summary>The issuers whose access tokens are accepted.</summary>
    public IList<TrustedIssuer> Issuers { get; } = [];

    /// <summary>A person's session ends after this long without human activity: 15 minutes or less.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A session ends after this long in any case: 8 hours or less.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromHours(8);

    /// <summary>The longest life of an access token: 900 s or less. Longer ones are refused.</summary>
    public TimeSpan MaxTokenLifetime { get; set; } = TimeSpan.FromSeconds(900);

    /// <summary>How many sessions a person may have at once: 1 to 3. One too many ends the oldest.</summary>
    public int MaxSessionsPerPerson { get; set; } = 3;
}

/// <summary>An issuer of access tokens, with the keys that its signatures are checked with.</summary>
/// <param name="Issuer">The exact value of <c>iss</c>.</param>
/// <param name="Audience">The value that <c>aud</c> must hold.</param>
/// <param name="Keys">Gives the issuer's current public keys.</param>
/// <param name="Algorithms">The signature algorithms accepted of it.</param>
public sealed record TrustedIssuer(
    string Issuer,
    string Audience,
    Func<IServiceProvider, IConfigurationManager<OpenIdConnectConfiguration>> Keys,
    IReadOnlyList<string> Algorithms);
