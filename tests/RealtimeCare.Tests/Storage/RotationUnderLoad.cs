using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Cli.Storage;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Storage;

/// <summary>A key is added while events come in, the process is killed, and everything that was acknowledged is there and readable.</summary>
public sealed class RotationUnderLoad : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("realtimecare-").FullName;
    private readonly ECDsa monitorKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly int port = FreePort();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    private Uri Server => new($"https://localhost:{port}/");

    [Fact]
    public async Task What_was_acknowledged_before_and_after_is_read_after_a_kill()
    {
        var first = await StartAsync();
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(first.Announcement.CaPath);
        using var api = new Api(Server, roots);
        var (nurse, patient) = await SetUpAsync(api, first.Announcement.SetupCode!);
        var monitor = (await SignIn.AsServiceAsync(api, Server, "monitor", monitorKey, Service.KeyId, TimeProvider.System)).Access;

        var acknowledged = new List<int>();
        var isRotated = false;
        for (var beats = 1; !isRotated || StoredPayloads.KeyIds(Data) is not [.., 2, 2, 2]; beats++)
        {
            Assert.True(beats < 3000, "The host did not use the new key.");
            (await api.PostAsync("/api/v1/events", Some.Vital(patient, beats), monitor, Some.Key)).Ok();
            acknowledged.Add(beats);
            if (isRotated || beats < 10) continue;
            new StorageKeyFile(Data).Rotate();
            isRotated = true;
        }

        // Kills it.
        await first.DisposeAsync();
        await using var second = await StartAsync();
        var connection = await RawConnection.OpenAsync(Server, roots, (await SignIn.AsPersonAsync(api, nurse, The.Password)).Access, new RawOptions());
        await using var closing = connection;
        var request = connection.Subscribe(patient, The.Vitals) with { From = FollowFrom.Start };
        await connection.InvokeAsync<SubscribeResult>(nameof(ICareHub.Subscribe), request);
        var read = await connection.UntilEventsAsync(request.SubscriptionId, acknowledged.Count);

        Assert.Equal(acknowledged, read.Select(BeatsOf));
        Assert.Equal([(byte)1, (byte)2], StoredPayloads.KeyIds(Data).Distinct());
    }

    public void Dispose()
    {
        monitorKey.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(
        HostAssembly(),
        ["--RealtimeCare:Host:Announce=json", "--RealtimeCare:Host:ExitOnStdinClose=true", $"--RealtimeCare:Host:Port={port}", $"--RealtimeCare:Host:DataFolder={Data}"],
        Token);

    private async Task<(string Nurse, PatientReference Patient)> SetUpAsync(Api api, string code)
    {
        var (admin, nurse) = (Some.UserName("administrator"), Some.UserName("nurse"));
        (await api.PostAsync("/api/v1/setup", new { code, tenant = The.Tenant, userName = admin, password = The.Password })).Ok();
        var token = (await SignIn.AsPersonAsync(api, admin, The.Password)).Access;
        var jwks = new { keys = new[] { SignIn.PublicJwk(monitorKey, Service.KeyId) } };
        (await api.PostAsync("/api/v1/clients", new { clientId = "monitor", displayName = "A monitor", scopes = new[] { "system/*.c" }, jwks }, token)).Ok();
        var hired = (await api.PostAsync("/api/v1/users", new { userName = nurse, password = The.Password, roles = new[] { "nurse" } }, token)).Ok();
        var identifier = Some.Identifier;
        var patient = (await api.PostAsync("/api/v1/patients", new { identifiers = new[] { identifier } }, token)).Ok();
        (await api.PostAsync("/api/v1/relationships", Some.CareTeam("team", identifier, [hired.Json.GetProperty("userId").GetString()!]), token)).Ok();
        return (nurse, PatientReference.ById(patient.Json.GetProperty("patientId").GetString()!));
    }

    private static int BeatsOf(CareEvent one)
    {
        using var document = one.Resource.ToDocument();
        return document.RootElement.GetProperty("valueQuantity").GetProperty("value").GetInt32();
    }

    private static string HostAssembly()
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.FullName, "RealtimeCare.Host", output.Name, "RealtimeCare.Host.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
