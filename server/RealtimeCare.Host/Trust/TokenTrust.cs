using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;
using RealtimeCare.Host.Data;
using RealtimeCare.Identity.Keys;

namespace RealtimeCare.Host.Trust;

/// <summary>Trusts the embedded issuer's tokens, with its keys taken in process.</summary>
internal static class TokenTrust
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddTokenTrust(this IServiceCollection services, DataFolder data)
    {
        // Authentication brings it along, and its default place is outside of the data folder.
        services.AddDataProtection().SetApplicationName("RealtimeCare").PersistKeysToFileSystem(new DirectoryInfo(data.Keys));
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddAuthorization();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<EmbeddedIssuer>(Fill);
        return services;
    }

    private static void Fill(JwtBearerOptions options, EmbeddedIssuer issuer)
    {
        options.ConfigurationManager = issuer;
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = issuer.Audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
        };
    }
}
