using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.World;

/// <summary>The people, patients and services of a fresh host, made through its own API.</summary>
internal sealed class Ward : IAsyncDisposable
{
    /// <summary>One session of the three that a person may have stays free, for a sign-in whose answer was lost.</summary>
    private const int ClientsPerNurse = 2;

    private const string AdministratorName = "administrator";

    private readonly List<string> patients = [];
    private readonly List<Nurse> nurses = [];
    private readonly List<Monitor> monitors = [];
    private PasswordSignIn administrator = null!;
    private bool mustSignIn;

    private Ward(HammeredHost host, X509Certificate2Collection roots)
    {
        Server = host.Server;
        Roots = roots;
        Api = new Api(Server, roots);
    }

    public Uri Server { get; }

    public X509Certificate2Collection Roots { get; }

    public Api Api { get; }

    /// <summary>Ids of the patients. The nurses treat all but the last.</summary>
    public IReadOnlyList<string> Patients => patients;

    /// <summary>Whom nobody here treats, by its place among the patients.</summary>
    public int Stranger => patients.Count - 1;

    public IReadOnlyList<Monitor> Monitors => monitors;

    public static async Task<Ward> SetUpAsync(HammeredHost host, HammerOptions options, CancellationToken cancellationToken)
    {
        var announcement = await host.AnnouncedAsync(cancellationToken);
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(announcement.CaPath);
        var ward = new Ward(host, roots);
        await ward.MakeTenantAsync(announcement.SetupCode ?? throw new InvalidOperationException("The data folder is not empty."), cancellationToken);
        for (var number = 0; number < (options.Clients + ClientsPerNurse - 1) / ClientsPerNurse; number++) await ward.HireAsync();
        for (var number = 0; number < options.Publishers; number++) await ward.RegisterAsync();
        for (var number = 0; number <= options.Patients; number++) await ward.AdmitAsync(isTreated: number < options.Patients);
        return ward;
    }

    public Nurse NurseOf(int client) => nurses[client / ClientsPerNurse];

    public PatientReference Reference(int patient) => PatientReference.ById(patients[patient]);

    /// <summary>Ends a session as an administrator; whether the host said that it is done.</summary>
    public async Task<bool> EndSessionAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            if (mustSignIn) await SignInAsync(cancellationToken);
            var token = (await administrator.GetAsync(null, cancellationToken)).Value;
            var answer = await Api.PostAsync("/api/v1/sessions/end", new { sessionId, preview = false }, token);
            return (int)answer.Status is >= 200 and < 300;
        }
        catch (Exception lost) when (Transience.IsTransient(lost))
        {
            return false;
        }
        catch (CareException over) when (over.Error.Code == ErrorCode.SessionEnded)
        {
            // Idle for too long, when sessions are ended seldom.
            mustSignIn = true;
            return false;
        }
    }

    /// <summary>How many connections and subscriptions the host has, as an administrator sees them; null when it does not answer.</summary>
    public async Task<(int Connections, int Subscriptions)?> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await administrator.GetAsync(null, cancellationToken)).Value;
            var sessions = (await Api.GetAsync("/api/v1/sessions", token)).Ok().As<LiveSessionsResult>().Sessions;
            return (sessions.Sum(one => one.Connections), sessions.Sum(one => one.Subscriptions));
        }
        catch (Exception lost) when (Transience.IsTransient(lost) || lost is CareException or InvalidOperationException)
        {
            mustSignIn = true;
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (administrator is not null) await administrator.DisposeAsync();
        Api.Dispose();
        foreach (var monitor in monitors) monitor.Key.Dispose();
    }

    private async Task MakeTenantAsync(string code, CancellationToken cancellationToken)
    {
        (await Api.PostAsync("/api/v1/setup", new { code, tenant = The.Tenant, userName = AdministratorName, password = The.Password })).Ok();
        await SignInAsync(cancellationToken);
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        administrator = await PasswordSignIn.SignInAsync(
            Server, AdministratorName, The.Password, new SignInOptions { TrustedRoots = Roots }, cancellationToken);
        mustSignIn = false;
    }

    private async Task HireAsync()
    {
        var name = Some.UserName("nurse");
        var hired = await PostAsync("/api/v1/users", new { userName = name, password = The.Password, roles = new[] { "nurse" } });
        nurses.Add(new Nurse(hired.Json.GetProperty("userId").GetString()!, name));
    }

    private async Task RegisterAsync()
    {
        var monitor = new Monitor($"monitor-{monitors.Count + 1}", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        monitors.Add(monitor);
        var jwks = new { keys = new[] { SignIn.PublicJwk(monitor.Key, Service.KeyId) } };
        await PostAsync("/api/v1/clients", new { clientId = monitor.ClientId, displayName = "A monitor", scopes = new[] { "system/*.c" }, jwks });
    }

    private async Task AdmitAsync(bool isTreated)
    {
        var identifier = Some.Identifier;
        var registered = await PostAsync("/api/v1/patients", new { identifiers = new[] { identifier } });
        patients.Add(registered.Json.GetProperty("patientId").GetString()!);
        if (!isTreated) return;
        JsonObject team = Some.CareTeam($"team-{Some.Number}", identifier, nurses.Select(nurse => nurse.UserId));
        await PostAsync("/api/v1/relationships", team);
    }

    private async Task<Answer> PostAsync(string path, object body) =>
        (await Api.PostAsync(path, body, (await administrator.GetAsync()).Value)).Ok();
}
