using System.Text.Json;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Demo.World;

namespace RealtimeCare.Cli.Demo;

/// <summary>
/// The sign-ins of a <c>dev</c> world, kept beside its data so that the next start has them again. They are good in that folder
/// alone, and only its owner can read the file.
/// </summary>
internal sealed record DevAccounts
{
    public required string MonitorKeyPath { get; init; }
    public required DemoPerson Administrator { get; init; }
    public required DemoPerson Physician { get; init; }
    public required DemoPerson Nurse { get; init; }
    public required DemoPerson Registrar { get; init; }
    public required DemoPerson Stranger { get; init; }
    public required IReadOnlyDictionary<string, string> Patients { get; init; }

    /// <summary>Reads those of a data folder; null when there are none.</summary>
    public static DevAccounts? Load(string dataFolder)
    {
        var path = FileIn(dataFolder);
        return File.Exists(path) ? JsonSerializer.Deserialize<DevAccounts>(File.ReadAllBytes(path)) : null;
    }

    /// <summary>Keeps those of a world.</summary>
    public static void Save(string dataFolder, DemoWorld world) =>
        PrivateFile.Write(FileIn(dataFolder), JsonSerializer.SerializeToUtf8Bytes(new DevAccounts
        {
            MonitorKeyPath = world.MonitorKeyPath,
            Administrator = world.Administrator,
            Physician = world.Physician,
            Nurse = world.Nurse,
            Registrar = world.Registrar,
            Stranger = world.Stranger,
            Patients = world.Patients,
        }));

    /// <summary>The world that they belong to.</summary>
    public DemoWorld ToWorld(Uri server, string caPath) => new()
    {
        Server = server,
        CaPath = caPath,
        Roots = TrustedCa.Load(caPath),
        MonitorKeyPath = MonitorKeyPath,
        Administrator = Administrator,
        Physician = Physician,
        Nurse = Nurse,
        Registrar = Registrar,
        Stranger = Stranger,
        Patients = Patients,
    };

    private static string FileIn(string dataFolder) => Path.Combine(dataFolder, "demo", "sign-ins.json");
}
