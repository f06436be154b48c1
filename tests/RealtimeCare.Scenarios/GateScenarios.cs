using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Before the upgrade: what gets a socket and what does not.</summary>
public sealed class GateScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(RealtimeCareProtocol.CareHubPath)]
    [InlineData(RealtimeCareProtocol.AdminHubPath)]
    public async Task Without_a_token_nothing_is_upgraded(string path)
    {
        var (status, _) = await care.UpgradeAsync(token: null, path);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Fact]
    public async Task A_token_that_somebody_changed_is_refused()
    {
        var token = (await care.Nurse.TokensAsync()).Access;
        var parts = token.Split('.');
        var changed = string.Join('.', parts[0], parts[1], (parts[2][0] == 'A' ? 'B' : 'A') + parts[2][1..]);

        var (status, _) = await care.UpgradeAsync(changed);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Theory]
    [InlineData("aud", "another-service")]
    [InlineData("iss", "https://another-issuer.example/")]
    [InlineData("sub", null)]
    [InlineData("sid", null)]
    [InlineData("tenant", null)]
    [InlineData("exp", null)]
    public async Task A_well_signed_token_with_a_wrong_or_missing_claim_is_refused(string claim, string? value)
    {
        var token = await care.ForgeAsync(care.Nurse, claims =>
        {
            if (value is null) claims.Remove(claim);
            else claims[claim] = value;
        });

        var (status, _) = await care.UpgradeAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Theory]
    [InlineData(-1000, -100)]
    [InlineData(600, 900)]
    [InlineData(0, 3600)]
    public async Task A_token_that_is_over_not_yet_valid_or_too_long_is_refused(int from, int until)
    {
        var now = care.Time.GetUtcNow().ToUnixTimeSeconds();
        var token = await care.ForgeAsync(care.Nurse, claims =>
        {
            claims["iat"] = now + from;
            claims["nbf"] = now + from;
            claims["exp"] = now + until;
        });

        var (status, _) = await care.UpgradeAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Theory]
    [InlineData("typ", "JWT")]
    [InlineData("alg", "none")]
    [InlineData("alg", "HS256")]
    [InlineData("kid", "another-key")]
    public async Task A_token_with_a_wrong_header_is_refused(string name, string value)
    {
        var token = await care.ForgeAsync(care.Nurse, _ => { }, header => header[name] = value);

        var (status, _) = await care.UpgradeAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Fact]
    public async Task A_token_in_the_query_counts_for_nothing()
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var (status, _) = await care.UpgradeAsync(token: null, $"{RealtimeCareProtocol.CareHubPath}?access_token={token}");

        Assert.NotEqual(HttpStatusCode.SwitchingProtocols, status);
        Assert.InRange((int)status, 400, 499);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("https://localhost.evil.example")]
    public async Task A_page_of_a_foreign_origin_is_refused(string origin)
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var (status, _) = await care.UpgradeAsync(token, origin: origin);

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("realtimecare.v0")]
    [InlineData("chat")]
    public async Task A_missing_or_unknown_subprotocol_is_refused(string? subprotocol)
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var (status, _) = await care.UpgradeAsync(token, subprotocol: subprotocol);

        Assert.InRange((int)status, 400, 499);
    }

    [Fact]
    public async Task The_right_subprotocol_is_echoed()
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var (status, subprotocol) = await care.UpgradeAsync(token);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, status);
        Assert.Equal(RealtimeCareProtocol.Subprotocol, subprotocol);
    }

    [Fact]
    public async Task Without_naming_the_version_there_is_nothing_to_negotiate()
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var negotiated = await care.Api.PostAsync(RealtimeCareProtocol.CareHubPath + "/negotiate?negotiateVersion=1", new { }, token);
        var polled = await care.Api.GetAsync(RealtimeCareProtocol.CareHubPath, token);

        Assert.InRange((int)negotiated.Status, 400, 499);
        Assert.InRange((int)polled.Status, 400, 499);
    }

    [Fact]
    public async Task Without_TLS_there_is_no_answer()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, care.Server.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestContext.Current.CancellationToken);
        var buffer = new byte[256];
        var read = 0;
        try
        {
            read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // A reset is no answer either.
        }

        Assert.DoesNotContain("HTTP/1.1 200", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_may_ask_nothing_of_the_hub_for_administrators()
    {
        var token = (await care.Monitor.TokensAsync()).Access;
        var connection = await care.ConnectAsync(token, new RawOptions { Path = RealtimeCareProtocol.AdminHubPath, Acknowledges = false });

        var refused = await connection.RefusedAsync(nameof(IAdminHub.LiveSessions), new LiveSessionsRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
        });

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }
}
