using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RealtimeCare.Testing;

/// <summary>One process of the host. It ends when its standard input closes, so it cannot outlive whoever began it.</summary>
public sealed class HostLife : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly ConcurrentQueue<string> last = new();
    private readonly TaskCompletionSource<Announcement> announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostLife(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    public int ProcessId => process.Id;

    public string Tail => string.Join(Environment.NewLine, last);

    /// <summary>0 when it does not run.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                process.Refresh();
                return process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                // It was killed just now.
                return 0;
            }
        }
    }

    public static HostLife Begin(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var assembly = Assembly();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments.Concat(["--RealtimeCare:Host:Announce=json", "--RealtimeCare:Host:ExitOnStdinClose=true"])) start.ArgumentList.Add(argument);
        var life = new HostLife(Process.Start(start) ?? throw new InvalidOperationException("The host could not be started."));
        life.process.OutputDataReceived += (_, line) => life.Take(line.Data);
        life.process.ErrorDataReceived += (_, line) => life.Take(line.Data);
        life.process.BeginOutputReadLine();
        life.process.BeginErrorReadLine();
        return life;
    }

    public async Task<Announcement> AnnouncedAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        var exited = process.WaitForExitAsync(timeout.Token);
        if (await Task.WhenAny(announced.Task, exited) == announced.Task) return await announced.Task;
        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"The host did not start (exited: {process.HasExited}). Its last lines:\n{Tail}");
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Sends it a signal that .NET has no name for.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public async Task<bool> StopAsync()
    {
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    // Beside the test's own output, since a copy there would not find what it needs.
    private static string Assembly()
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.FullName, "RealtimeCare.Host", output.Name, "RealtimeCare.Host.dll");
    }

    private void Take(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        if (!announced.Task.IsCompleted && line.StartsWith('{'))
        {
            announced.TrySetResult(JsonSerializer.Deserialize<Announcement>(line, JsonSerializerOptions.Web)!);
            return;
        }

        last.Enqueue(line);
        while (last.Count > KeptLines) last.TryDequeue(out _);
    }
}
