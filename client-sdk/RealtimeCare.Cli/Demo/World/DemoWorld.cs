using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Demo.World;

/// <summary>The people, service and patients of a fresh host, and how to reach it.</summary>
internal sealed record DemoWorld
{
    /// <summary>The public client that the demo's apps sign in as.</summary>
    public const string Client = "realtimecare-app";

    /// <summary>The monitor's client id.</summary>
    public const string Monitor = "ward-monitor";

    /// <summary>The id of the monitor's key.</summary>
    public const string MonitorKeyId = "ward-monitor-1";

    /// <summary>The host's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>The file of the CA that vouches for the host.</summary>
    public required string CaPath { get; init; }

    /// <summary>The CA itself.</summary>
    public required X509Certificate2Collection Roots { get; init; }

    /// <summary>The file of the monitor's private key.</summary>
    public required string MonitorKeyPath { get; init; }

    /// <summary>Who made the tenant.</summary>
    public required DemoPerson Administrator { get; init; }

    /// <summary>Treats every patient.</summary>
    public required DemoPerson Physician { get; init; }

    /// <summary>Nurses every patient.</summary>
    public required DemoPerson Nurse { get; init; }

    /// <summary>Works at the registration desk.</summary>
    public required DemoPerson Registrar { get; init; }

    /// <summary>A physician of another ward, with no relationship to anybody here.</summary>
    public required DemoPerson Stranger { get; init; }

    /// <summary>The patients, by the ids that the service gave, with what the screen calls them.</summary>
    public required IReadOnlyDictionary<string, string> Patients { get; init; }

    /// <summary>Signs a person in.</summary>
    public Task<PasswordSignIn> SignInAsync(DemoPerson person, CancellationToken cancellationToken) =>
        PasswordSignIn.SignInAsync(
            Server, person.UserName, person.Password, new SignInOptions { ClientId = Client, TrustedRoots = Roots }, cancellationToken);

    /// <summary>How to reach the host, or another way to it.</summary>
    public RealtimeCareClientOptions Options(ITokenSource tokens, Uri? via = null) =>
        new() { Server = via ?? Server, Tokens = tokens, TrustedRoots = Roots };
}
