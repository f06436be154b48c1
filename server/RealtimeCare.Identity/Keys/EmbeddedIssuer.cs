using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeCare.Identity.Keys;

/// <summary>The issuer's name and public keys, in process: no request to ourselves, and no cache that trusts a withdrawn key.</summary>
public sealed class EmbeddedIssuer : IConfigurationManager<OpenIdConnectConfiguration>
{
    private readonly OpenIdConnectConfiguration _configuration;

    internal EmbeddedIssuer(IOptions<IdentityOptions> options, SigningKeys keys)
    {
        // Uri.AbsoluteUri is what OpenIddict writes into tokens: an origin without a path ends in a slash.
        Issuer = options.Value.Issuer!.AbsoluteUri;
        _configuration = new OpenIdConnectConfiguration { Issuer = Issuer };
        foreach (var key in keys.Public) _configuration.SigningKeys.Add(key);
    }

    /// <summary>The <c>iss</c> of every token, character by character.</summary>
    public string Issuer { get; }

    /// <summary>What tokens are signed with.</summary>
    public IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256];

    /// <summary>The <c>aud</c> of every token.</summary>
    public string Audience { get; } = "realtimecare";

    /// <inheritdoc/>
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => Task.FromResult(_configuration);

    /// <inheritdoc/>
    public void RequestRefresh()
    {
        // There is nothing to fetch: the keys stand in this process.
    }
}
