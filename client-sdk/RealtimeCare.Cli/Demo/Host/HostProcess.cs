using System.Diagnostics;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Demo.Host;

/// <summary>The real host as a child process. It ends when its standard input closes, so it cannot outlive this tool.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly HostOutput output;

    private HostProcess(Process process, HostOutput output)
    {
        this.process = process;
        this.output = output;
    }

    /// <summary>Where it listens.</summary>
    public HostAnnouncement Announcement { get; private set; } = null!;

    /// <summary>Starts the host and waits until it listens.</summary>
    /// <param name="assembly">The host's assembly.</param>
    /// <param name="settings">Its settings, such as <c>RealtimeCare:Host:Port=0</c>.</param>
    public static async Task<HostProcess> StartAsync(string assembly, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        };
        start.ArgumentList.Add(assembly);
        foreach (var setting in settings) start.ArgumentList.Add($"--{setting}");
        var process = Process.Start(start) ?? throw new CliException("The host could not be started.");
        var host = new HostProcess(process, new HostOutput());
        try
        {
            await host.ListenAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the host to stop and waits for it.</summary>
    /// <returns>Whether it stopped by itself with exit code 0.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        process.StandardInput.Close();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StopTimeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Ends the host in any case.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        output.Attach(process);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        try
        {
            var exited = process.WaitForExitAsync(timeout.Token);
            if (await Task.WhenAny(output.Announced, exited) == output.Announced) Announcement = await output.Announced;
            else await FailAsync(exited);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException($"The host did not listen within {StartTimeout.TotalSeconds:0} s. Its last lines:\n{output.Tail}");
        }
    }

    private async Task FailAsync(Task exited)
    {
        await exited;
        throw new CliException($"The host stopped at once with exit code {process.ExitCode}. Its last lines:\n{output.Tail}");
    }
}
