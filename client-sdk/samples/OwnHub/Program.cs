// A team's own app with its own typed hub: the platform's gate, sessions, filters and trail stand before it as before CareHub.
// REALTIMECARE_SERVER, _CA say whose tokens count; _CERTIFICATE, _CERTIFICATE_KEY (PEM) are this app's own. --seconds N ends it.
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using OwnHub;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Server;
using RealtimeCare.Server.Sessions;

var issuer = new Uri(Setting("SERVER"));
var data = Directory.CreateTempSubdirectory("own-hub-").FullName;
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(5444, listen => listen.UseHttps(
    X509Certificate2.CreateFromPemFile(Setting("CERTIFICATE"), Setting("CERTIFICATE_KEY")))));
builder.Services
    .AddAuditTrail(trail => trail.Folder = Path.Combine(data, "trail"))
    .AddRealtimeCare(care =>
    {
        care.DataFolder = data;
        care.Issuers.Add(new TrustedIssuer(issuer.AbsoluteUri, RealtimeCareProtocol.TokenAudience, _ => Keys(), ["ES256"]));
    })
    .AddRealtimeCareHub<WardBoardHub, IEndingClient>();

var app = builder.Build();
app.UseRealtimeCare();
app.UseAuthentication();
app.UseAuthorization();
app.MapRealtimeCareHub<WardBoardHub>("/hubs/ward-board");

await app.StartAsync();
Console.WriteLine($"own hub: {string.Join(' ', app.Urls)}/hubs/ward-board");
await Task.Delay(TimeSpan.FromSeconds(Seconds()));
await app.StopAsync();
return 0;

// The issuer's public keys, fetched from its discovery document and verified against its CA.
ConfigurationManager<OpenIdConnectConfiguration> Keys() => new(
    new Uri(issuer, ".well-known/openid-configuration").AbsoluteUri,
    new OpenIdConnectConfigurationRetriever(),
    new HttpDocumentRetriever(new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Trust() } })));

static X509ChainPolicy Trust()
{
    var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
    policy.CustomTrustStore.ImportFromPemFile(Setting("CA"));
    return policy;
}

static string Setting(string name) => Environment.GetEnvironmentVariable($"REALTIMECARE_{name}")
    ?? throw new InvalidOperationException($"Set REALTIMECARE_{name}; the CLI's dev command prints it.");

int Seconds() => Array.IndexOf(args, "--seconds") is var at and >= 0 ? int.Parse(args[at + 1], null) : 20;
