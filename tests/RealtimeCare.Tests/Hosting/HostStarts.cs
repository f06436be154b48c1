using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Host.Certificates;
using RealtimeCare.Host.Data;
using RealtimeCare.Host.Settings;

namespace RealtimeCare.Tests.Hosting;

public sealed class HostStarts : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("realtimecare-");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Every_mistake_in_the_settings_is_told_at_once()
    {
        var settings = Settings(
            ("Host:Port", "70000"), ("Host:Announce", "xml"), ("Host:PublicOrigin", "http://insecure.example"), ("Host:Prot", "1"),
            ("Identity:AccessTokenLifetime", "01:00:00"), ("Identity:SessionLifetime", "a while"), ("Unknown:Thing", "1"));

        var mistakes = Assert.Throws<SettingsMistakeException>(() => HostSettings.Read(settings)).Message;

        string[] named = ["Host:Port", "Host:Announce", "Host:PublicOrigin", "Host:Prot", "Identity:AccessTokenLifetime", "Identity:SessionLifetime", "Unknown:Thing"];
        Assert.All(named, name => Assert.Contains("RealtimeCare:" + name, mistakes, StringComparison.Ordinal));
        Assert.DoesNotContain("a while", mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_zero_is_a_free_port_that_the_origin_carries()
    {
        var settings = HostSettings.Read(Settings(("Host:Port", "0")));

        Assert.NotEqual(0, settings.Port);
        Assert.Equal($"https://localhost:{settings.Port}/", settings.PublicOrigin.AbsoluteUri);
    }

    [Fact]
    public void The_certificate_is_made_once_and_again_when_near_its_end_or_when_a_name_is_missing()
    {
        var data = DataFolder.Open(folder.FullName);
        var origin = new Uri("https://care.example:5443");

        var first = ServerCertificates.Open(data, origin, time);
        var second = ServerCertificates.Open(data, origin, time);
        var renamed = ServerCertificates.Open(data, new Uri("https://other.example"), time);
        time.Advance(TimeSpan.FromDays(370));
        var renewed = ServerCertificates.Open(data, new Uri("https://other.example"), time);

        Assert.Equal(first.Server.Thumbprint, second.Server.Thumbprint);
        Assert.Equal(3, new[] { second, renamed, renewed }.DistinctBy(c => c.Server.Thumbprint).Count());
        Assert.All(["localhost", "127.0.0.1", "::1", "care.example"], name => Assert.True(first.Server.MatchesHostname(name, allowCommonName: false)));
        Assert.True(first.Server.NotAfter - first.Server.NotBefore <= TimeSpan.FromDays(397));
        Assert.True(first.Server.HasPrivateKey);
        Assert.True(IsTrusted(renewed));
    }

    [Fact]
    public void Secrets_are_the_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        var data = DataFolder.Open(Path.Combine(folder.FullName, "data"));

        ServerCertificates.Open(data, new Uri("https://localhost:5443"), time);

        if (OperatingSystem.IsWindows()) return;
        foreach (var inside in Directory.GetDirectories(data.Root))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inside));
        foreach (var key in Directory.GetFiles(data.Certificates, "*-key.pem"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    private bool IsTrusted(ServerCertificates certificates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(certificates.AuthorityPath);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return chain.Build(certificates.Server);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("RealtimeCare:" + s.Key, s.Value))).Build();
}
