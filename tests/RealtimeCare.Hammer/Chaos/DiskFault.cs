using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Publishing;

namespace RealtimeCare.Hammer.Chaos;

/// <summary>
/// Makes the host's event store meet a full disk, then a broken one, in turns: <c>strace</c> answers the host's own system calls on its
/// files with the error. The host has to refuse what it cannot keep, and to take events again by itself when the disk is whole.
/// </summary>
internal sealed class DiskFault(HammeredHost host, Ledger ledger, Findings findings)
{
    private const double RecoveryPatience = 20;
    private const double RefusalPatience = 15;

    private static readonly (string Calls, string Error)[] Kinds =
    [
        ("pwrite64,write,fallocate", "ENOSPC"),
        ("fdatasync,fsync", "EIO"),
        ("pwrite64,write,ftruncate,fdatasync,fsync", "EIO"),
        ("pread64", "EIO"),
    ];

    /// <summary>How often the disk was broken.</summary>
    public int Count { get; private set; }

    /// <summary>Breaks the disk for a few seconds at a time.</summary>
    public async Task RunAsync(double every, Random random, CancellationToken stop)
    {
        while (every > 0 && await Pause.ForAsync(TimeSpan.FromSeconds(every * (0.5 + random.NextDouble())), stop))
        {
            var (calls, error) = Kinds[Count % Kinds.Length];
            if (!await BreakAsync(calls, error, TimeSpan.FromSeconds(1 + (2 * random.NextDouble())))) continue;
            Count++;
            await SeeRecoveryAsync($"{calls} failed with {error}", stop);
        }
    }

    private async Task SeeRecoveryAsync(string fault, CancellationToken stop)
    {
        var (since, promised) = (Pause.Now, ledger.Acknowledged);
        while (ledger.Acknowledged == promised && await Pause.ForAsync(TimeSpan.FromMilliseconds(50), stop))
        {
            if (Pause.SecondsSince(since) < RecoveryPatience) continue;
            findings.Add(FindingKind.Stuck, $"the host takes no event {RecoveryPatience} s after {fault}");
            return;
        }
    }

    /// <summary>Whether it was broken; not when the host ended.</summary>
    private async Task<bool> BreakAsync(string calls, string error, TimeSpan time)
    {
        try
        {
            using var strace = Process.Start(Injection(calls, error))!;
            var said = strace.StandardError.ReadToEndAsync(CancellationToken.None);
            var isOver = strace.WaitForExitAsync(CancellationToken.None);
            await SufferAsync(calls, error, time, isOver);
            if (isOver.IsCompleted)
                return host.HasExited ? false : throw new InvalidOperationException($"strace could not break the disk: {await said}");
            // It lets go of the host when it is asked to end, not when it is killed.
            using var end = Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]);
            await isOver;
            return true;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The disk is broken by strace, which is not installed.", missing);
        }
    }

    /// <summary>Waits for the time and, where the host has to refuse events, until it has.</summary>
    private async Task SufferAsync(string calls, string error, TimeSpan time, Task isOver)
    {
        var (since, refused) = (Pause.Now, ledger.Unavailable);
        while (!isOver.IsCompleted && await Pause.ForAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None))
        {
            var isRefusing = calls == "pread64" || ledger.Unavailable > refused;
            if (isRefusing && Pause.SecondsSince(since) > time.TotalSeconds) return;
            if (Pause.SecondsSince(since) < RefusalPatience) continue;
            findings.Add(FindingKind.Refused, $"nothing was refused while {calls} of the event store failed with {error} for {RefusalPatience} s");
            return;
        }
    }

    private ProcessStartInfo Injection(string calls, string error)
    {
        var start = new ProcessStartInfo("strace") { RedirectStandardError = true };
        List<string> arguments =
        [
            "-f", "-p", host.ProcessId.ToString(CultureInfo.InvariantCulture), "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}",
        ];
        foreach (var file in host.EventFiles) arguments.AddRange(["-P", file]);
        arguments.ForEach(start.ArgumentList.Add);
        return start;
    }
}
