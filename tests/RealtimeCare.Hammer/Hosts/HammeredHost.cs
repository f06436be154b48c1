using System.Net;
using System.Net.Sockets;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Hosts;

/// <summary>The real host, life after life on the same data and the same port.</summary>
internal sealed class HammeredHost(string dataFolder, HammerOptions options) : IAsyncDisposable
{
#if SABOTAGE
    public const bool CanBeSabotaged = true;
#else
    public const bool CanBeSabotaged = false;
#endif

    private readonly int port = FreePort();
    private HostLife life = null!;

    public string TrailFolder => Path.Combine(dataFolder, "trail");

    /// <summary>What the event store writes to.</summary>
    public IReadOnlyList<string> EventFiles
    {
        get
        {
            var file = Path.Combine(dataFolder, "db", "streams.db");
            return [file, file + "-wal"];
        }
    }

    public Uri Server => new($"https://localhost:{port}/");

    /// <summary>Counted from 1; grows with each start.</summary>
    public int Life { get; private set; }

    public bool HasExited => life.HasExited;

    public int ProcessId => life.ProcessId;

    /// <summary>The last lines that it wrote.</summary>
    public string Tail => life.Tail;

    public long ResidentBytes => life.ResidentBytes;

    /// <summary>Starts the next life; <see cref="AnnouncedAsync"/> tells when it listens.</summary>
    public void Launch()
    {
        Life++;
        life = HostLife.Begin(Settings());
    }

    public Task<Announcement> AnnouncedAsync(CancellationToken cancellationToken) => life.AnnouncedAsync(cancellationToken);

    /// <summary>Ends the life as a power cut would: SIGKILL, nothing is flushed and nobody is told.</summary>
    public Task KillAsync() => life.KillAsync();

    /// <summary>Stops its process where it stands, until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => life.SignalAsync("-STOP");

    public Task ThawAsync() => life.SignalAsync("-CONT");

    /// <summary>Asks it to stop; whether it did by itself with exit code 0.</summary>
    public Task<bool> StopAsync() => life.StopAsync();

    public ValueTask DisposeAsync() => life?.DisposeAsync() ?? ValueTask.CompletedTask;

    private List<string> Settings()
    {
        List<string> settings =
        [
            $"--RealtimeCare:Host:DataFolder={dataFolder}", $"--RealtimeCare:Host:Port={port}",
        ];
        if (options.TokenSeconds > 0) settings.Add($"--RealtimeCare:Identity:AccessTokenLifetime={TimeSpan.FromSeconds(options.TokenSeconds):c}");
        if (options.Sabotage is not null) settings.Add($"--RealtimeCare:Sabotage={options.Sabotage}");
        return settings;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
