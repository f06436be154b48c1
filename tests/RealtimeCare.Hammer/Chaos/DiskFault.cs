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
    private const int TimeoutExit = 124;

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
            var (life, before) = (host.Life, ledger.Unavailable);
            var (calls, error) = Kinds[Count % Kinds.Length];
            if (!await BreakAsync(calls, error, 1 + (2 * random.NextDouble())) || host.Life != life) continue;
            Count++;
            if (calls != "pread64" && ledger.Unavailable == before)
                findings.Add(FindingKind.Refused, $"nothing was refused while {calls} of the event store failed with {error}");
            await SeeRecoveryAsync($"{calls} failed with {error}", life, stop);
        }
    }

    private async Task SeeRecoveryAsync(string fault, int life, CancellationToken stop)
    {
        var (since, promised) = (Pause.Now, ledger.Acknowledged);
        while (ledger.Acknowledged == promised && host.Life == life && await Pause.ForAsync(TimeSpan.FromMilliseconds(50), stop))
        {
            if (Pause.SecondsSince(since) < RecoveryPatience) continue;
            findings.Add(FindingKind.Stuck, $"the host takes no event {RecoveryPatience} s after {fault}");
            return;
        }
    }

    /// <summary>Whether it was broken all that time; a host that is killed meanwhile ends it.</summary>
    private async Task<bool> BreakAsync(string calls, string error, double seconds)
    {
        var start = new ProcessStartInfo("timeout") { RedirectStandardError = true, RedirectStandardOutput = true };
        List<string> arguments =
        [
            "--signal=INT", seconds.ToString("0.0", CultureInfo.InvariantCulture), "strace", "-f", "-p",
            host.ProcessId.ToString(CultureInfo.InvariantCulture), "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}",
        ];
        foreach (var file in host.EventFiles) arguments.AddRange(["-P", file]);
        arguments.ForEach(start.ArgumentList.Add);
        try
        {
            using var strace = Process.Start(start)!;
            var said = strace.StandardError.ReadToEndAsync(CancellationToken.None);
            await strace.WaitForExitAsync(CancellationToken.None);
            if (strace.ExitCode == TimeoutExit) return true;
            return host.HasExited ? false : throw new InvalidOperationException($"strace could not break the disk: {await said}");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The disk is broken by strace, which is not installed.", missing);
        }
    }
}
