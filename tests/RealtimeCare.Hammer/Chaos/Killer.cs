using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Reporting;

namespace RealtimeCare.Hammer.Chaos;

/// <summary>Kills the host at random moments, some of them while it is still starting, and starts it again on the same data.</summary>
internal sealed class Killer(HammeredHost host, IReadOnlyList<IFollower> followers, Findings findings, Outages outages, Random random)
{
    private const double WhileStarting = 0.15;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <summary>Kills when the host has run for so many seconds, on average; 0 only watches that it does not end by itself.</summary>
    public async Task RunAsync(double every, CancellationToken stop)
    {
        var (down, up, next, isBack) = (Pause.Now, Pause.Now, Next(every), true);
        while (await Pause.ForAsync(Look, stop))
        {
            var ended = host.HasExited;
            if (ended) findings.Add(FindingKind.Crash, $"the host ended by itself in life {host.Life}:\n{host.Tail}");
            if (ended || Pause.SecondsSince(up) > next)
            {
                down = await ReviveAsync(kill: !ended);
                (up, next, isBack) = (Pause.Now, Next(every), false);
            }

            if (isBack || followers.Any(one => one.LiveSince < down)) continue;
            isBack = true;
            outages.Back(Pause.SecondsSince(down));
        }
    }

    private double Next(double every) => every <= 0 ? double.MaxValue : every * (0.5 + random.NextDouble());

    /// <summary>When the host went down.</summary>
    private async Task<long> ReviveAsync(bool kill)
    {
        var down = Pause.Now;
        if (kill) await KillAsync();
        host.Launch();
        while (random.NextDouble() < WhileStarting)
        {
            await Pause.ForAsync(TimeSpan.FromMilliseconds(random.Next(20, 1500)), CancellationToken.None);
            await KillAsync();
            host.Launch();
        }

        try
        {
            await host.AnnouncedAsync(CancellationToken.None);
        }
        catch (InvalidOperationException fault)
        {
            findings.Add(FindingKind.Crash, fault.Message);
        }

        outages.Up(Pause.SecondsSince(down));
        return down;
    }

    private async Task KillAsync()
    {
        await host.KillAsync();
        outages.Kills++;
    }
}
