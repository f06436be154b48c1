using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

/// <summary>
/// The real host over TLS with a clock that tests move and a trail that they can read and break. One for all tests of identity: each
/// hires people of its own.
/// </summary>
public sealed class IssuerWorld : IAsyncLifetime
{
    private readonly MemoryAuditTrail trail;

    public IssuerWorld() => trail = new MemoryAuditTrail(Time);

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public MemoryAuditTrail Trail => trail;

    public TestHost Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public string AdministratorId { get; private set; } = "";

    public string AdministratorName { get; } = Some.UserName("boss");

    public async ValueTask InitializeAsync()
    {
        var options = new TestCareOptions { Time = Time, Replace = s => s.AddSingleton<IAuditTrail>(trail) };
        options.Arguments.Add("--RealtimeCare:Identity:RefreshReuseLeeway=00:00:10");
        Host = await TestHost.StartAsync(options);
        Api = new Api(Host.Server, Host.Roots);
        var body = new { code = Host.SetupCode, tenant = The.Tenant, userName = AdministratorName, password = The.Password };
        AdministratorId = (await Api.PostAsync("/api/v1/setup", body)).Ok().Json.GetProperty("userId").GetString()!;
    }

    /// <summary>A fresh token of the administrator: the clock may have run past the last one.</summary>
    public async Task<string> AdministratorAsync() => (await SignIn.AsPersonAsync(Api, AdministratorName, The.Password)).Access;

    public async Task<(string Name, string Id)> HireAsync(params string[] roles)
    {
        var name = Some.UserName("person");
        var answer = await Api.PostAsync("/api/v1/users", new { userName = name, password = The.Password, roles }, await AdministratorAsync());
        return (name, answer.Ok().Json.GetProperty("userId").GetString()!);
    }

    public async Task<(string Name, string Id)> AdmitAsync(string patientId)
    {
        var name = Some.UserName("patient");
        var body = new { userName = name, password = The.Password, roles = new[] { "patient" }, patientId };
        return (name, (await Api.PostAsync("/api/v1/users", body, await AdministratorAsync())).Ok().Json.GetProperty("userId").GetString()!);
    }

    public async Task<string> RegisterAsync(object jwk, params string[] scopes)
    {
        var clientId = $"service-{Some.Number}";
        var body = new { clientId, displayName = "A service", scopes, jwks = new { keys = new[] { jwk } } };
        (await Api.PostAsync("/api/v1/clients", body, await AdministratorAsync())).Ok();
        return clientId;
    }

    /// <summary>A client assertion with whatever a test wants wrong in it.</summary>
    public string Assertion(string clientId, ECDsa key, string? audience = null, string typ = "JWT", string alg = "ES256", int livesSeconds = 60, string? jti = null)
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new { iss = clientId, sub = clientId, aud = audience ?? new Uri(Host.Server, "connect/token").AbsoluteUri, jti = jti ?? Some.Key, iat = now, exp = now + livesSeconds };
        return SignIn.Sign(key, new { alg, typ, kid = "key-1" }, claims);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
    }
}
