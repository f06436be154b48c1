using System.Diagnostics;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Benchmarks.Clients;

/// <summary>Counts events and, when enough have come, says what they cost this process.</summary>
internal sealed class FollowerMeter(int events)
{
    private readonly TaskCompletionSource<FollowerCost> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan cpu;
    private long allocated;
    private long started;
    private int count;
    private long bytes;

    public Task<FollowerCost> Done => done.Task;

    public void Start()
    {
        allocated = GC.GetTotalAllocatedBytes(precise: true);
        cpu = Environment.CpuUsage.TotalTime;
        started = Stopwatch.GetTimestamp();
    }

    /// <summary>An event was handled: an app looks at its resource.</summary>
    public void Take(FhirJson resource)
    {
        bytes += resource.Utf8.Length;
        if (++count != events) return;
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
        if (bytes == 0) throw new InvalidOperationException("The events were empty.");
        done.TrySetResult(new FollowerCost(events, used, GC.GetTotalAllocatedBytes(precise: true) - allocated, took));
    }
}
