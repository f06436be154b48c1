using System.Diagnostics;

namespace RealtimeCare.Host.Announcing;

/// <summary>Measures from the start of the process, so that the runtime's own share counts too.</summary>
internal sealed class HostStart
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan _before;

    private HostStart()
    {
        using var process = Process.GetCurrentProcess();
        _before = TimeProvider.System.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime();
    }

    public long ElapsedMs => (long)(_before + Stopwatch.GetElapsedTime(_begun)).TotalMilliseconds;

    public static HostStart Now() => new();
}
