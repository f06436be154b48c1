using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>The bare host as a process, and tokens that it accepts.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private const string KeyId = "bare-1";
    private readonly string folder = Directory.CreateTempSubdirectory("bare-host-").FullName;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private BareServer()
    {
    }

    public ServerProcess Process { get; private set; } = null!;

    public Uri Origin { get; private set; } = null!;

    public HttpMessageInvoker Http { get; private set; } = null!;

    /// <summary>The hub that asks for nothing.</summary>
    public HubAddress Hub => new(new UriBuilder(Origin) { Scheme = "wss", Path = BareHost.HubPath }.Uri, Http);

    public static async Task<BareServer> StartAsync(CancellationToken cancellationToken)
    {
        var bare = new BareServer();
        await File.WriteAllTextAsync(Path.Combine(bare.folder, "token-key.pem"), bare.key.ExportPkcs8PrivateKeyPem(), cancellationToken);
        bare.Process = await ServerProcess.StartAsync(typeof(BareServer).Assembly.Location, ["bare-host", bare.folder], cancellationToken);
        bare.Origin = new Uri(bare.Process.Announcement.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(bare.Process.Announcement.CaPath);
        bare.Http = HubAddress.Trusting(roots);
        return bare;
    }

    /// <summary>The hub that wants a token, with one that ends at <paramref name="expiresAt"/>.</summary>
    public HubAddress GuardedHub(DateTimeOffset expiresAt) =>
        new(new UriBuilder(Origin) { Scheme = "wss", Path = BareHost.GuardedHubPath }.Uri, Http, Token(expiresAt));

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Http.Dispose();
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string Token(DateTimeOffset expiresAt)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return SignIn.Sign(
            key,
            new { alg = "ES256", typ = "at+jwt", kid = KeyId },
            new { iss = BareHost.Issuer, aud = BareHost.Audience, sub = Guid.NewGuid(), iat = now, nbf = now, exp = expiresAt.ToUnixTimeSeconds() });
    }
}
