using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Demo.Host;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Demo.World;

/// <summary>Makes a world in a fresh host, through the public API alone, the way an administrator would.</summary>
internal sealed class WorldSetup(HostAnnouncement host, string dataFolder, Action<string> say)
{
    private const string Tenant = "demo-hospital";

    private readonly Uri server = new(host.Url);
    private readonly X509Certificate2Collection roots = TrustedCa.Load(host.CaPath);

    /// <summary>Makes tenant, people, service, patients and relationships.</summary>
    public async Task<DemoWorld> MakeAsync(IReadOnlyList<PlannedPatient> patients, CancellationToken cancellationToken)
    {
        var administrator = await MakeTenantAsync(cancellationToken);
        await using var signIn = await PasswordSignIn.SignInAsync(
            server, administrator.UserName, administrator.Password, SignIn(), cancellationToken);
        await using var care = new CareAdministrator(new() { Server = server, Tokens = signIn, TrustedRoots = roots });
        var world = new DemoWorld
        {
            Server = server,
            CaPath = host.CaPath,
            Roots = roots,
            MonitorKeyPath = await RegisterMonitorAsync(care, cancellationToken),
            Administrator = administrator,
            Physician = await MakePersonAsync(care, "physician", "physician", cancellationToken),
            Nurse = await MakePersonAsync(care, "nurse", "nurse", cancellationToken),
            Registrar = await MakePersonAsync(care, "registrar", "registrar", cancellationToken),
            Stranger = await MakePersonAsync(care, "stranger", "physician", cancellationToken),
            Patients = new Dictionary<string, string>(),
        };
        say("made a physician, a nurse, a registrar, a stranger and the monitor service");
        world = world with { Patients = await RegisterAsync(care, patients, cancellationToken) };
        await RelateAsync(care, world, cancellationToken);
        return world;
    }

    private async Task<DemoPerson> MakeTenantAsync(CancellationToken cancellationToken)
    {
        var code = host.SetupCode
            ?? throw new CliException("The data folder already holds somebody's data. Give an empty one with --data, or none.", ExitCodes.Usage);
        var password = Secrets.NewPassword();
        var made = await CareAdministrator.SetUpAsync(server, code, Tenant, "administrator", password, SignIn(), cancellationToken);
        say($"made the tenant {made.Tenant} with the one-time code, and its administrator");
        return new(made.UserId, "administrator", password, "administrator");
    }

    private static async Task<DemoPerson> MakePersonAsync(
        CareAdministrator care, string userName, string role, CancellationToken cancellationToken)
    {
        var password = Secrets.NewPassword();
        var user = await care.CreateUserAsync(userName, password, [role], cancellationToken: cancellationToken);
        return new(user.UserId, userName, password, role);
    }

    private async Task<string> RegisterMonitorAsync(CareAdministrator care, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(dataFolder, "demo", "ward-monitor.pem");
        PrivateFile.Write(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        var jwk = ServiceSignIn.PublicJwk(key, DemoWorld.MonitorKeyId);
        await care.RegisterServiceAsync(DemoWorld.Monitor, "Bedside monitors", ["system/*.c"], jwk, cancellationToken);
        return path;
    }

    private static async Task<IReadOnlyDictionary<string, string>> RegisterAsync(
        CareAdministrator care, IReadOnlyList<PlannedPatient> patients, CancellationToken cancellationToken)
    {
        var registered = new Dictionary<string, string>();
        foreach (var patient in patients)
            registered[await care.RegisterPatientAsync([patient.Identifier], cancellationToken)] = patient.Label;
        return registered;
    }

    private async Task RelateAsync(CareAdministrator care, DemoWorld world, CancellationToken cancellationToken)
    {
        var team = new[] { world.Nurse, world.Registrar }.Where(p => DemoRole.Of(p.Role).NeedsRelationship).Select(p => p.UserId).ToList();
        var number = 0;
        foreach (var patientId in world.Patients.Keys)
        {
            number++;
            await care.LoadRelationshipsAsync(
                RelationshipResources.Encounter($"stay-{number}", patientId, world.Physician.UserId), cancellationToken);
            if (team.Count > 0)
                await care.LoadRelationshipsAsync(RelationshipResources.CareTeam($"team-{number}", patientId, team), cancellationToken);
        }

        say($"registered {world.Patients.Count} patients and loaded who treats them from Encounter and CareTeam resources");
    }

    private SignInOptions SignIn() => new() { ClientId = DemoWorld.Client, TrustedRoots = roots };
}
