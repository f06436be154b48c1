using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>Who cannot prove to be the server gets no token, no password and no patient: not a byte after TLS. On real listeners.</summary>
public sealed class UntrustedServers : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TestAuthority stranger = new();

    public enum Door
    {
        Connect,
        Administer,
        SignIn,
        SignInAsService,
        Publish,
    }

    public static TheoryData<string, DistrustReason, Door> Impostors
    {
        get
        {
            var data = new TheoryData<string, DistrustReason, Door>();
            foreach (var door in Enum.GetValues<Door>())
            {
                data.Add("self-signed", DistrustReason.UntrustedChain, door);
                data.Add("of another authority", DistrustReason.UntrustedChain, door);
                data.Add("for another host", DistrustReason.WrongHost, door);
                data.Add("expired", DistrustReason.NotYetValidOrExpired, door);
                data.Add("not yet valid", DistrustReason.NotYetValidOrExpired, door);
                data.Add("pinned to other keys", DistrustReason.PinMismatch, door);
            }

            return data;
        }
    }

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
    }

    [Theory]
    [MemberData(nameof(Impostors))]
    public async Task A_certificate_that_proves_nothing_is_told_by_its_reason_and_hears_nothing(string certificate, DistrustReason reason, Door door)
    {
        await using var impostor = new Edge(Certificate(certificate));
        string[]? pins = certificate == "pinned to other keys" ? [RandomPin(), RandomPin()] : null;

        var refused = await Assert.ThrowsAsync<ServerNotTrustedException>(() => OpenAsync(door, impostor.Address, pins));

        Assert.Equal(reason, refused.Reason);
        Assert.Contains(refused.Code, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, impostor.Arrivals);
        Assert.Equal("", impostor.Heard);
    }

    [Theory]
    [InlineData(Door.Connect)]
    [InlineData(Door.SignIn)]
    [InlineData(Door.Publish)]
    public async Task Who_does_not_speak_TLS_is_not_trusted(Door door)
    {
        await using var plain = new Edge(null) { Greeting = "HTTP/1.1 400 Bad Request\r\n\r\n" };
        var address = new UriBuilder(plain.Address) { Scheme = Uri.UriSchemeHttps }.Uri;

        var refused = await Assert.ThrowsAsync<ServerNotTrustedException>(() => OpenAsync(door, address, null));

        Assert.Equal(DistrustReason.NotTls, refused.Reason);
        Assert.DoesNotContain("Bearer", plain.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain(The.Password, plain.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_by_its_authoritys_list()
    {
        await using var registry = new Edge(null);
        var certificate = authority.Issue(revocations: new Uri(registry.Address, "revoked.crl"));
        registry.Answering = _ => new EdgeAnswer(HttpStatusCode.OK, Body: authority.Revoke(certificate));
        await using var impostor = new Edge(certificate);

        var refused = await Assert.ThrowsAsync<ServerNotTrustedException>(() => OpenAsync(Door.Connect, impostor.Address, null));

        Assert.Equal(DistrustReason.Revoked, refused.Reason);
        Assert.Equal("", impostor.Heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_key_that_is_pinned_is_spoken_to_also_when_it_is_the_backup(bool isBackup)
    {
        var certificate = authority.Issue();
        await using var server = new Edge(certificate) { Answering = _ => new EdgeAnswer(HttpStatusCode.ServiceUnavailable) };
        var pin = TestAuthority.PinOf(certificate);

        var answered = await Assert.ThrowsAsync<CareException>(() => OpenAsync(Door.Connect, server.Address, isBackup ? [RandomPin(), pin] : [pin, RandomPin()]));

        Assert.Equal(Contracts.Codes.ErrorCode.Unavailable, answered.Error.Code);
        Assert.Equal("secret", server.Requests.Items.Single().Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redirect_is_not_followed_neither_within_TLS_nor_out_of_it(bool isWithinTls)
    {
        await using var elsewhere = new Edge(isWithinTls ? authority.Issue() : null);
        await using var server = new Edge(authority.Issue())
        {
            Answering = request => new EdgeAnswer(HttpStatusCode.TemporaryRedirect, Location: new Uri(elsewhere.Address, request.Path)),
        };

        foreach (var door in Enum.GetValues<Door>()) await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(door, server.Address, null));

        Assert.Equal(Enum.GetValues<Door>().Length, server.Requests.Items.Count);
        Assert.Equal(0, elsewhere.Arrivals);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task An_address_without_https_reaches_nobody(string scheme)
    {
        await using var plain = new Edge(null);
        var address = new UriBuilder(plain.Address) { Scheme = scheme }.Uri;

        foreach (var door in Enum.GetValues<Door>()) await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(door, address, null));

        Assert.Equal(0, plain.Arrivals);
    }

    private X509Certificate2 Certificate(string which) => which switch
    {
        "self-signed" => authority.SelfSigned(),
        "of another authority" => stranger.Issue(),
        "for another host" => authority.Issue("elsewhere.example"),
        "expired" => authority.Issue(from: -2, until: -1),
        "not yet valid" => authority.Issue(from: 1, until: 2),
        _ => authority.Issue(),
    };

    private async Task OpenAsync(Door door, Uri address, string[]? pins)
    {
        var options = new RealtimeCareClientOptions { Server = address, Tokens = new OneToken(), TrustedRoots = authority.Roots, PinnedSpkiSha256 = pins };
        var signIn = new SignInOptions { TrustedRoots = authority.Roots, PinnedSpkiSha256 = pins };
        var cancellation = TestContext.Current.CancellationToken;
        switch (door)
        {
            case Door.Connect:
                await using (var client = new RealtimeCareClient(options)) await client.ConnectAsync(cancellation);
                break;
            case Door.Administer:
                await using (var admin = new CareAdministrator(options)) await admin.ConnectAsync(cancellation);
                break;
            case Door.SignIn:
                await PasswordSignIn.SignInAsync(address, "nurse", The.Password, signIn, cancellation);
                break;
            case Door.SignInAsService:
                using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                await using (var service = new ServiceSignIn(address, "service", key, "key-1", signIn)) await service.GetAsync(null, cancellation);
                break;
            default:
                using (var publisher = new CarePublisher(options)) await publisher.PublishAsync(Some.Vital(Contracts.Messages.PatientReference.ById("1")), Some.Key, cancellation);
                break;
        }
    }

    private static string RandomPin() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private sealed class OneToken : ITokenSource
    {
        public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new AccessToken("secret", TimeProvider.System.GetUtcNow().AddMinutes(15)));
    }
}
