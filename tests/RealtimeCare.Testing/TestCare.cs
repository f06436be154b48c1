using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RealtimeCare.Testing;

/// <summary>
/// The whole world of a scenario: the real host, set up with a tenant, people of every role and a monitor, and ways to act as
/// each of them from outside.
/// </summary>
public sealed class TestCare : IAsyncDisposable
{
    private readonly List<object> kept = [];

    private TestCare(TestHost host, TimeProvider time)
    {
        Host = host;
        Time = time;
        Api = new Api(host.Server, host.Roots);
    }

    public TestHost Host { get; }

    public TimeProvider Time { get; }

    public Api Api { get; }

    public Uri Server => Host.Server;

    public X509Certificate2Collection Roots => Host.Roots;

    public Person Administrator { get; private set; } = null!;

    public Person Nurse { get; private set; } = null!;

    public Person Physician { get; private set; } = null!;

    public Person Registrar { get; private set; } = null!;

    /// <summary>A nurse who treats nobody that the tests admit.</summary>
    public Person Stranger { get; private set; } = null!;

    public Service Monitor { get; private set; } = null!;

    public static async Task<TestCare> StartAsync(Action<TestCareOptions>? configure = null)
    {
        var options = new TestCareOptions();
        configure?.Invoke(options);
        var care = new TestCare(await TestHost.StartAsync(options), options.Time);
        try
        {
            await care.SetUpAsync();
            return care;
        }
        catch
        {
            await care.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new account of the tenant.</summary>
    /// <param name="role">What the person is.</param>
    /// <param name="self">Of a patient's account, the patient.</param>
    public async Task<Person> HireAsync(string role, TestPatient? self = null)
    {
        var name = Some.UserName(role);
        var body = new { userName = name, password = The.Password, roles = new[] { role }, patientId = self?.ById.Id };
        var answer = await Api.PostAsync("/api/v1/users", body, await AdministratorsTokenAsync());
        return new Person(this, answer.Ok().Json.GetProperty("userId").GetString()!, name);
    }

    /// <summary>A new service of the tenant, with a key of its own.</summary>
    public async Task<Service> RegisterAsync(params string[] scopes)
    {
        var service = new Service(this, $"service-{Some.Number}", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Keep(service.Key);
        var body = new { clientId = service.ClientId, displayName = "A service", scopes, jwks = new { keys = new[] { SignIn.PublicJwk(service.Key, Service.KeyId) } } };
        (await Api.PostAsync("/api/v1/clients", body, await AdministratorsTokenAsync())).Ok();
        return service;
    }

    /// <summary>A new patient whom a nurse, a physician and a registrar may follow.</summary>
    public Task<TestPatient> AdmitAsync() => AdmitAsync(Nurse, Physician, Registrar);

    /// <summary>A new patient whom these people treat.</summary>
    public async Task<TestPatient> AdmitAsync(params Person[] team)
    {
        var identifier = Some.Identifier;
        var registered = await Api.PostAsync("/api/v1/patients", new { identifiers = new[] { identifier } }, await AdministratorsTokenAsync());
        var patient = new TestPatient(registered.Ok().Json.GetProperty("patientId").GetString()!, identifier, $"team-{Some.Number}");
        await SetTeamAsync(patient, team);
        return patient;
    }

    /// <summary>Says anew who treats a patient; whoever is not named any more does not.</summary>
    public async Task<JsonElement> SetTeamAsync(TestPatient patient, params Person[] team) =>
        await LoadAsync(Some.CareTeam(patient.CareTeamId, patient.Identifier, team.Select(p => p.UserId)));

    public async Task<JsonElement> LoadAsync(JsonObject resource) =>
        (await Api.PostAsync("/api/v1/relationships", resource, await AdministratorsTokenAsync())).Ok().Json;

    /// <summary>A bare connection with any token and any deviation from the protocol.</summary>
    public async Task<RawConnection> ConnectAsync(string token, RawOptions? options = null) =>
        Keep(await RawConnection.OpenAsync(Server, Roots, token, options ?? new RawOptions()));

    /// <summary>Stops the host and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await Host.StopAsync();
        await Host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var thing in Enumerable.Reverse(kept)) await ReleaseAsync(thing);
        Api.Dispose();
        await Host.DisposeAsync();
    }

    internal T Keep<T>(T thing)
        where T : class
    {
        lock (kept) kept.Add(thing);
        return thing;
    }

    private async Task SetUpAsync()
    {
        var name = Some.UserName("administrator");
        var body = new { code = Host.SetupCode, tenant = The.Tenant, userName = name, password = The.Password };
        var answer = (await Api.PostAsync("/api/v1/setup", body)).Ok();
        Administrator = new Person(this, answer.Json.GetProperty("userId").GetString()!, name);

        Nurse = await HireAsync("nurse");
        Physician = await HireAsync("physician");
        Registrar = await HireAsync("registrar");
        Stranger = await HireAsync("nurse");
        Monitor = await RegisterAsync("system/*.c");
    }

    private async Task<string> AdministratorsTokenAsync() => (await Administrator.TokensAsync()).Access;

    private static async ValueTask ReleaseAsync(object thing)
    {
        if (thing is IAsyncDisposable later) await later.DisposeAsync();
        else (thing as IDisposable)?.Dispose();
    }
}
