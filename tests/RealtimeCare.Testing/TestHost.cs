using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Host;
using RealtimeCare.Identity.FirstStart;

namespace RealtimeCare.Testing;

/// <summary>The real host, in process or as one, on real Kestrel and TLS, with a data folder of its own. It can stop and start again on the same data.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly TestCareOptions options;
    private readonly int port = FreePort();
    private WebApplication? app;
    private HostLife? life;

    private TestHost(TestCareOptions options) => this.options = options;

    public string DataFolder { get; } = Directory.CreateTempSubdirectory("realtimecare-").FullName;

    public Uri Server => new($"https://localhost:{port}/");

    public X509Certificate2Collection Roots { get; } = [];

    /// <summary>The one-time code with which the first administrator is made.</summary>
    public string SetupCode { get; private set; } = "";

    public IServiceProvider Services => app!.Services;

    public static async Task<TestHost> StartAsync(TestCareOptions options)
    {
        var host = new TestHost(options);
        try
        {
            await host.StartAsync();
            if (!options.OwnProcess) host.SetupCode = await host.Services.GetRequiredService<SetupDoor>().IssueCodeAsync(CancellationToken.None) ?? "";
            host.Roots.ImportFromPemFile(Path.Combine(host.DataFolder, "certificates", "ca.pem"));
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public Task StartAsync() => options.OwnProcess ? StartProcessAsync() : StartHereAsync();

    /// <summary>Ends the process as a power cut would.</summary>
    public Task KillAsync() => life!.KillAsync();

    /// <summary>Stops the process where it stands.</summary>
    public Task FreezeAsync() => life!.SignalAsync("-STOP");

    public Task ThawAsync() => life!.SignalAsync("-CONT");

    private async Task StartProcessAsync()
    {
        if (life is not null) await life.DisposeAsync();
        life = HostLife.Begin([.. Settings(), .. options.Arguments]);
        var announced = await life.AnnouncedAsync(CancellationToken.None);
        if (announced.SetupCode is { } code) SetupCode = code;
    }

    private Task StartHereAsync()
    {
        app = HostApplication.Build(
            [.. Settings(), .. options.Arguments],
            services =>
            {
                if (options.Time != TimeProvider.System) services.AddSingleton(options.Time);
                options.Replace?.Invoke(services);
            });
        options.Map?.Invoke(app);
        return app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (life is not null) await life.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }

    // All tests come from one address and some of them are wrong on purpose; and a test may not wait for a leeway to pass.
    private string[] Settings() =>
    [
        $"--RealtimeCare:Host:DataFolder={DataFolder}", $"--RealtimeCare:Host:Port={port}",
        "--RealtimeCare:Identity:FailuresPerAddressPerMinute=10000", "--RealtimeCare:Identity:RefreshReuseLeeway=00:00:00",
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
