using System.Diagnostics;
using System.Text.Json;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>A server as a child process. It ends when its standard input closes, so it cannot outlive the measurement.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private ServerProcess(Process process) => this.process = process;

    /// <summary>What the server said of itself in its first line.</summary>
    public Announcement Announcement { get; private set; } = null!;

    /// <summary>User and system time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that is resident now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts an assembly and waits for its announcement.</summary>
    public static async Task<ServerProcess> StartAsync(string assembly, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var server = new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start."));
        try
        {
            server.Announcement = await server.ReadAnnouncementAsync().WaitAsync(StartTimeout, cancellationToken);
            // Whatever else it says must not fill the pipe.
            _ = server.process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task<Announcement> ReadAnnouncementAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith('{')) return JsonSerializer.Deserialize<Announcement>(line, JsonSerializerOptions.Web)!;
        throw new InvalidOperationException("The server stopped at once.");
    }
}

/// <summary>Where a server listens, whose certificate it shows, and the code that makes its first administrator.</summary>
internal sealed record Announcement(string Url, string CaPath, string? SetupCode);
