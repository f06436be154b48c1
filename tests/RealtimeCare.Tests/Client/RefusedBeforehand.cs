using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Net.Security;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Tests.Client;

/// <summary>What is refused before anything is sent, and how a refusal of the server is read.</summary>
public sealed class RefusedBeforehand
{
    [Theory]
    [InlineData("http://care.example")]
    [InlineData("ws://care.example")]
    [InlineData("wss://care.example")]
    [InlineData("https://name:password@care.example")]
    [InlineData("https://care.example/?token=1")]
    public async Task An_address_that_is_not_plain_https_is_refused_before_a_token_is_asked_for(string address)
    {
        var tokens = new FakeTokens(TimeProvider.System);
        var options = new RealtimeCareClientOptions { Server = new Uri(address), Tokens = tokens };

        Assert.Throws<ArgumentException>(() => new RealtimeCareClient(options));
        Assert.Throws<ArgumentException>(() => new CarePublisher(options));
        Assert.Throws<ArgumentException>(() => new CareAdministrator(options));
        await Assert.ThrowsAsync<ArgumentException>(() => PasswordSignIn.SignInAsync(options.Server, "name", "password"));
        Assert.Throws<ArgumentException>(() => new ServiceSignIn(options.Server, "service", ECDsa.Create(ECCurve.NamedCurves.nistP256), "key"));
        Assert.Equal(0, tokens.Asked);
    }

    [Fact]
    public void A_pin_that_is_no_hash_is_refused()
    {
        var options = new RealtimeCareClientOptions
        {
            Server = new Uri("https://care.example"), Tokens = new FakeTokens(TimeProvider.System), PinnedSpkiSha256 = ["abcd"],
        };

        Assert.Throws<ArgumentException>(() => new RealtimeCareClient(options));
    }

    [Fact]
    public void A_pin_holds_only_on_a_chain_that_was_verified()
    {
        using var certificate = SelfSigned();
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck } };
        chain.Build(certificate);
        var backup = Convert.ToBase64String(new byte[32]);
        var pinned = new ServerTrust(null, [backup, ServerTrust.PinOf(certificate)]);
        var other = new ServerTrust([certificate], [backup]);

        Assert.Null(pinned.Judge(chain, SslPolicyErrors.None));
        Assert.Equal(DistrustReason.UntrustedChain, pinned.Judge(chain, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.Equal(DistrustReason.WrongHost, pinned.Judge(chain, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.Equal(DistrustReason.UntrustedChain, pinned.Judge(null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.Equal(DistrustReason.PinMismatch, other.Judge(chain, SslPolicyErrors.None));
    }

    [Fact]
    public void A_single_pin_is_refused_unless_a_private_root_stands_beside_it()
    {
        using var root = SelfSigned();
        var pin = ServerTrust.PinOf(root);
        var options = new RealtimeCareClientOptions
        {
            Server = new Uri("https://care.example"), Tokens = new FakeTokens(TimeProvider.System), PinnedSpkiSha256 = [pin, pin],
        };

        Assert.Throws<ArgumentException>(() => new RealtimeCareClient(options));
        options.TrustedRoots = [root];
        Assert.NotNull(new RealtimeCareClient(options));
    }

    [Fact]
    public void A_hubs_refusal_is_read_from_whatever_SignalR_wrote_around_it()
    {
        var sent = new CareError(ErrorCode.RateLimited, "Too many.", "request", 1500);

        Assert.Equal(sent, CareError.FromWire("An unexpected error occurred. HubException: " + sent.ToWire()));
        Assert.Null(CareError.FromWire("RC {not json"));
        Assert.Null(CareError.FromWire("Something else"));
        Assert.Null(CareError.FromWire(null));
    }

    [Theory]
    [InlineData(4300, EndReason.TokenExpired)]
    [InlineData(4301, EndReason.Ended)]
    [InlineData(4399, EndReason.Ended)]
    [InlineData(4400, EndReason.Suspended)]
    [InlineData(4499, EndReason.Suspended)]
    [InlineData(4100, null)]
    [InlineData(4299, null)]
    public void A_code_that_is_not_known_yet_is_understood_by_its_range(int code, EndReason? reason)
    {
        Assert.Equal(reason, RealtimeCare.Client.Connecting.Refusals.EndOf((ErrorCode)code));
    }

    [Theory]
    [InlineData(4000, ErrorDuty.Correct)]
    [InlineData(4099, ErrorDuty.Correct)]
    [InlineData(4100, ErrorDuty.DoNotRepeat)]
    [InlineData(4200, ErrorDuty.RepeatLater)]
    [InlineData(4299, ErrorDuty.RepeatLater)]
    [InlineData(4300, ErrorDuty.SignInAgain)]
    [InlineData(4499, ErrorDuty.Stop)]
    [InlineData(4500, ErrorDuty.DoNotRepeat)]
    [InlineData(17, ErrorDuty.DoNotRepeat)]
    public void A_refusal_says_what_to_do_also_with_a_code_that_is_not_known_yet(int code, ErrorDuty duty)
    {
        var refused = new CareException(new CareError((ErrorCode)code, "", "", 1500));

        Assert.Equal((duty, duty == ErrorDuty.RepeatLater), (refused.Duty, refused.IsRetryable));
        Assert.Equal(TimeSpan.FromSeconds(1.5), refused.RetryAfter);
    }

    [Fact]
    public void Secrets_are_not_in_texts()
    {
        Assert.DoesNotContain("secret", new AccessToken("secret", default).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new Pkce("secret").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new TokenAnswer("secret", "secret", "secret", 1, null).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_completes_the_options()
    {
        var tokens = new FakeTokens(TimeProvider.System);
        await using var provider = new ServiceCollection()
            .AddSingleton<ITokenSource>(tokens)
            .AddRealtimeCareClient(options => options.Server = new Uri("https://care.example"))
            .BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<RealtimeCareClient>(), provider.GetRequiredService<RealtimeCareClient>());
        Assert.NotNull(provider.GetRequiredService<CarePublisher>());
        Assert.NotNull(provider.GetRequiredService<CareAdministrator>());
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=care.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
