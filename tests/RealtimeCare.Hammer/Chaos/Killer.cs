using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Publishing;

namespace RealtimeCare.Hammer.Chaos;

/// <summary>Kills the host at random moments, some of them while it is still starting, and starts it again on the same data.</summary>
internal sealed class Killer(HammeredHost host, IReadOnlyList<IFollower> followers, Ledger ledger, Trouble trouble, Random random)
{
    private const double WhileStarting = 0.15;
    private const double PromisePatience = 15;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    private volatile TaskCompletionSource? asked;

    /// <summary>Kills the host now; done when it listens again. Only while <see cref="RunAsync"/> runs.</summary>
    public Task StrikeAsync() => (asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Kills when the host has acknowledged events for so many seconds, on average; 0 only watches that it does not end by itself.</summary>
    public async Task RunAsync(double every, CancellationToken stop)
    {
        var (down, up, next, isBack) = (Pause.Now, Pause.Now, Next(every), true);
        var promised = ledger.Acknowledged;
        while (await Pause.ForAsync(Look, stop))
        {
            var ended = host.HasExited;
            if (ended) trouble.Findings.Add(FindingKind.Crash, $"the host ended by itself in life {host.Life}:\n{host.Tail}");
            // A life in which nothing was promised proves little: it begins to count with the first promise.
            if (ledger.Acknowledged == promised && Pause.SecondsSince(down) < PromisePatience) up = Pause.Now;
            var strike = asked;
            if (ended || strike is not null || Pause.SecondsSince(up) > next)
            {
                down = await ReviveAsync(kill: !ended);
                asked = null;
                strike?.TrySetResult();
                (up, next, isBack, promised) = (Pause.Now, Next(every), false, ledger.Acknowledged);
            }

            if (isBack || followers.Any(one => one.LiveSince < down)) continue;
            isBack = true;
            trouble.Outages.Back(Pause.SecondsSince(down));
        }

        asked?.TrySetResult();
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
            trouble.Findings.Add(FindingKind.Crash, fault.Message);
        }

        trouble.Outages.Up(Pause.SecondsSince(down));
        return down;
    }

    private async Task KillAsync()
    {
        await host.KillAsync();
        trouble.Outages.Killed();
    }
}
