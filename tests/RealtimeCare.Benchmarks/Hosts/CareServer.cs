using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeCare.Benchmarks.Measures;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Contracts;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>The real host as a process, as it ships, with a tenant, one person of each of three roles and a publisher.</summary>
internal sealed class CareServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("realtimecare-").FullName;
    private readonly ECDsa publisherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<Staff> staff = [];
    private Api api = null!;
    private TokenPair administrator = null!;

    private CareServer()
    {
    }

    private string DataFolder => Path.Combine(folder, "data");

    public ServerProcess Process { get; private set; } = null!;

    public Uri Origin { get; private set; } = null!;

    public HttpMessageInvoker Http { get; private set; } = null!;

    /// <summary>The publisher's access token.</summary>
    public string PublisherToken { get; private set; } = "";

    /// <summary>A physician, a nurse and a registrar: three audiences.</summary>
    public IReadOnlyList<Staff> Staff => staff;

    /// <summary>Starts the host that was built together with this program and sets it up by its own API.</summary>
    public static async Task<CareServer> StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var care = new CareServer();
        care.Process = await ServerProcess.StartAsync(
            HostAssembly(),
            ["--RealtimeCare:Host:Port=0", "--RealtimeCare:Host:Announce=json", "--RealtimeCare:Host:ExitOnStdinClose=true",
                "--RealtimeCare:Host:DataFolder=" + care.DataFolder, "--RealtimeCare:Identity:AccessTokenLifetime=00:15:00", .. settings],
            cancellationToken);
        care.Origin = new Uri(care.Process.Announcement.Url);
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(care.Process.Announcement.CaPath);
        care.Http = HubAddress.Trusting(roots);
        care.api = new Api(new Uri(care.Origin, "/"), roots);
        await care.SetUpAsync();
        return care;
    }

    /// <summary>The hub for clinicians, as one of the staff.</summary>
    public HubAddress Hub(int person) => Hub(staff[person % staff.Count].Token);

    public HubAddress Hub(string token) => new(
        new UriBuilder(Origin) { Scheme = "wss", Path = RealtimeCareProtocol.CareHubPath }.Uri, Http, token, RealtimeCareProtocol.Subprotocol);

    /// <summary>Fresh tokens of one of the staff: the sign-ins of a round, of which each person may have three, are shared out.</summary>
    public Task<TokenPair> SignInAsync(int person) => SignIn.AsPersonAsync(api, staff[person % staff.Count].UserName, The.Password);

    /// <summary>
    /// The hub as so many registrars whom nobody has seen before, each with a session of its own. Their tokens are signed with the
    /// host's own key, since thousands of passwords would take longer to check than what is measured.
    /// </summary>
    public IReadOnlyList<HubAddress> HubOfStrangers(int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ => Hub(ForgedToken.Resign(staff[^1].Token, DataFolder, static claims =>
        {
            claims["sub"] = Guid.NewGuid().ToString();
            claims["sid"] = Guid.NewGuid().ToString("N");
            claims["jti"] = Guid.NewGuid().ToString();
        }))),
    ];

    /// <summary>Publishes one event about each of so many patients that nobody knew before, and gives their ids and places.</summary>
    public async Task<IReadOnlyList<ReadTo>> PublishToNewPatientsAsync(int patients, string resource, CancellationToken cancellationToken)
    {
        var references = Enumerable.Range(0, patients).Select(_ => JsonSerializer.Serialize(new { Some.Identifier }, JsonSerializerOptions.Web));
        var answer = await PostAsync("/api/v1/events/batch", Resources.Batch(references, resource), hasKey: false, cancellationToken);
        return [.. answer.GetProperty("results").EnumerateArray().Select(one => ReadToOf(one.GetProperty("result")))];
    }

    /// <summary>Publishes so many events about one patient, and gives the place of the last.</summary>
    public async Task<ReadTo> PublishAsync(string patient, int events, string resource, CancellationToken cancellationToken)
    {
        const int Most = 500;
        JsonElement answer = default;
        for (var left = events; left > 0; left -= Most)
            answer = await PostAsync("/api/v1/events/batch", Resources.Batch(patient, resource, Math.Min(left, Most)), hasKey: false, cancellationToken);
        return ReadToOf(answer.GetProperty("results").EnumerateArray().Last().GetProperty("result"));
    }

    /// <summary>A new patient whom all the staff may follow.</summary>
    public async Task<string> AdmitAsync()
    {
        var identifier = Some.Identifier;
        var registered = await api.PostAsync("/api/v1/patients", new { identifiers = new[] { identifier } }, administrator.Access);
        JsonObject team = Some.CareTeam($"team-{Some.Number}", identifier, staff.Select(one => one.UserId));
        (await api.PostAsync("/api/v1/relationships", team, administrator.Access)).Ok();
        return registered.Ok().Json.GetProperty("patientId").GetString()!;
    }

    /// <summary>Sends a body to the API as the publisher.</summary>
    public async Task<JsonElement> PostAsync(string path, byte[] body, bool hasKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Origin, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", PublisherToken);
        if (hasKey) request.Headers.Add("Idempotency-Key", Some.Key);
        using var response = await Http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Refused with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Http.Dispose();
        api.Dispose();
        publisherKey.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static ReadTo ReadToOf(JsonElement result)
    {
        var position = result.GetProperty("position");
        return new ReadTo(result.GetProperty("patientId").GetString()!, position.GetProperty("epoch").GetInt64(), position.GetProperty("offset").GetInt64());
    }

    private async Task SetUpAsync()
    {
        var name = Some.UserName("administrator");
        var setup = new { code = Process.Announcement.SetupCode, tenant = The.Tenant, userName = name, password = The.Password };
        (await api.PostAsync("/api/v1/setup", setup)).Ok();
        administrator = await SignIn.AsPersonAsync(api, name, The.Password);
        foreach (var role in new[] { "physician", "nurse", "registrar" }) staff.Add(await HireAsync(role));

        var jwks = new { keys = new[] { SignIn.PublicJwk(publisherKey, Service.KeyId) } };
        var client = new { clientId = "monitor", displayName = "A monitor", scopes = new[] { "system/*.c" }, jwks };
        (await api.PostAsync("/api/v1/clients", client, administrator.Access)).Ok();
        PublisherToken = (await SignIn.AsServiceAsync(api, new Uri(Origin, "/"), "monitor", publisherKey, Service.KeyId, TimeProvider.System)).Access;
    }

    private async Task<Staff> HireAsync(string role)
    {
        var name = Some.UserName(role);
        var body = new { userName = name, password = The.Password, roles = new[] { role } };
        var hired = (await api.PostAsync("/api/v1/users", body, administrator.Access)).Ok();
        var tokens = await SignIn.AsPersonAsync(api, name, The.Password);
        return new Staff(hired.Json.GetProperty("userId").GetString()!, name, tokens.Access);
    }

    private static string HostAssembly()
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.FullName, "RealtimeCare.Host", output.Name, "RealtimeCare.Host.dll");
    }
}

/// <summary>One of the people who follow patients.</summary>
internal sealed record Staff(string UserId, string UserName, string Token);
