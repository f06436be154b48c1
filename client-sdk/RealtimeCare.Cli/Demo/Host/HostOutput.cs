using System.Collections.Concurrent;
using System.Diagnostics;

namespace RealtimeCare.Cli.Demo.Host;

/// <summary>Reads a child's output so that it never blocks, and keeps its last lines in case it fails.</summary>
internal sealed class HostOutput
{
    private const int Kept = 30;

    private readonly ConcurrentQueue<string> last = new();
    private readonly TaskCompletionSource<HostAnnouncement> announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the host's announcement.</summary>
    public Task<HostAnnouncement> Announced => announced.Task;

    /// <summary>The last lines.</summary>
    public string Tail => string.Join(Environment.NewLine, last);

    /// <summary>Begins to read.</summary>
    public void Attach(Process process)
    {
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Take(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        if (!announced.Task.IsCompleted && HostAnnouncement.Parse(line) is { } announcement)
        {
            announced.TrySetResult(announcement);
            return;
        }

        last.Enqueue(line);
        while (last.Count > Kept) last.TryDequeue(out _);
    }
}
