using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Task = System.Threading.Tasks.Task;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>
/// The other side of every comparison: ASP.NET Core and SignalR as they come, over TLS, with MessagePack. Nothing here is set to
/// make it faster or slower.
/// </summary>
internal static class BareHost
{
    public const string HubPath = "/hub";
    public const string GuardedHubPath = "/guarded-hub";
    public const string PublishPath = "/publish";
    public const string Issuer = "https://bare.example/";
    public const string Audience = "bare";

    /// <summary>Runs until the standard input closes.</summary>
    /// <param name="folder">Holds <c>token-key.pem</c>, whose tokens are trusted; the certificate goes there.</param>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        using var tokenKey = ECDsa.Create();
        tokenKey.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(folder, "token-key.pem"), cancellationToken));
        using var certificate = MakeCertificate(folder);
        await using var app = Build(certificate, tokenKey);
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
            new Announcement(app.Urls.First(), Path.Combine(folder, "certificate.pem"), null), JsonSerializerOptions.Web));
        await Task.Run(Console.In.ReadToEnd, cancellationToken);
        return 0;
    }

    private static WebApplication Build(X509Certificate2 certificate, ECDsa tokenKey)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddSignalR().AddMessagePackProtocol();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = Issuer,
                ValidAudience = Audience,
                IssuerSigningKey = new ECDsaSecurityKey(tokenKey),
            });

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHub<BareHub>(HubPath);
        app.MapHub<BareHub>(GuardedHubPath, options => options.CloseOnAuthenticationExpiration = true).RequireAuthorization();
        var fhir = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
        app.MapPost(PublishPath, async (HttpRequest request, CancellationToken cancelled) =>
        {
            var resource = await JsonSerializer.DeserializeAsync<Resource>(request.Body, fhir, cancelled);
            return Results.Json(new { resource!.TypeName });
        });
        return app;
    }

    internal static X509Certificate2 MakeCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var from = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var certificate = request.CreateSelfSigned(from, from.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());
        return certificate;
    }
}
