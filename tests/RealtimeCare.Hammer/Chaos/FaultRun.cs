using System.Collections.Concurrent;
using RealtimeCare.Client;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Chaos;

/// <summary>
/// A number of random faults instead of a time: a few at once, never two on the same client, each over when its client lives again.
/// </summary>
internal sealed class FaultRun(IReadOnlyList<SdkFollower> followers, Nuisance nuisance, Killer killer, HammeredHost host, StandIns standIns, Findings findings)
{
    private const int Lanes = 8;

    // Longer than a silent connection takes to be noticed, and a comeback from the longest backoff.
    private const double BackPatience = 75;

    private readonly ConcurrentDictionary<SdkFollower, byte> taken = new();
    private readonly ConcurrentDictionary<FaultKind, int> done = new();
    private readonly SemaphoreSlim hostGate = new(1);

    public int Count => done.Values.Sum();

    /// <summary>How many of each kind.</summary>
    public IReadOnlyDictionary<FaultKind, int> Done => done;

    public Task RunAsync(int count, int seed, CancellationToken stop)
    {
        var deck = new FaultDeck(count, new Random(seed));
        return Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => RunLaneAsync(deck, new Random(seed + 1 + lane), stop), CancellationToken.None)));
    }

    private async Task RunLaneAsync(FaultDeck deck, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && deck.Next() is { } kind)
        {
            if (kind is FaultKind.Kill or FaultKind.HostFreeze) await StrikeHostAsync(kind, random, stop);
            else await StrikeClientAsync(kind, random, stop);
            done.AddOrUpdate(kind, 1, (_, before) => before + 1);
            await Pause.ForAsync(TimeSpan.FromSeconds(random.NextDouble()), stop);
        }
    }

    private async Task StrikeHostAsync(FaultKind kind, Random random, CancellationToken stop)
    {
        await hostGate.WaitAsync(CancellationToken.None);
        if (kind == FaultKind.Kill)
        {
            await killer.StrikeAsync();
        }
        else
        {
            await host.FreezeAsync();
            await WhileAsync(random, stop);
            await host.ThawAsync();
        }

        // A host that never runs proves nothing.
        await Pause.ForAsync(TimeSpan.FromSeconds(2 + (2 * random.NextDouble())), stop);
        hostGate.Release();
    }

    private async Task StrikeClientAsync(FaultKind kind, Random random, CancellationToken stop)
    {
        if (await TakeAsync(random, stop) is not { } follower) return;
        try
        {
            await StrikeAsync(kind, follower, random, stop);
            await UntilLiveAsync(follower, stop);
        }
        finally
        {
            taken.TryRemove(follower, out _);
        }
    }

    private async Task StrikeAsync(FaultKind kind, SdkFollower follower, Random random, CancellationToken stop)
    {
        var cable = follower.Cable;
        switch (kind)
        {
            case FaultKind.HalfOpen:
                follower.Inbox.Disturb();
                var arrivals = cable.Arrivals;
                cable.Swallow();
                await UntilNoticedAsync(follower, arrivals, stop);
                break;
            case FaultKind.Squeeze or FaultKind.AppFreeze:
                await nuisance.FreezeAsync(follower, kind == FaultKind.Squeeze, random, stop);
                break;
            case FaultKind.HandOver or FaultKind.Renew:
                await QuietlyAsync(kind == FaultKind.HandOver ? follower.HandOverAsync(stop) : follower.RenewAsync(stop));
                break;
            case FaultKind.End:
                await nuisance.EndAsync(follower.Number, stop);
                break;
            default:
                cable.LeadsTo = kind switch
                {
                    FaultKind.Refuse => standIns.Refusing, FaultKind.Impostor => standIns.Impostor, FaultKind.Down => Cable.Nowhere, _ => null,
                };
                cable.Cut();
                if (kind != FaultKind.Drop) await WhileAsync(random, stop);
                cable.LeadsTo = null;
                break;
        }
    }

    /// <summary>A client that lives and that no other lane has; null when the run was stopped.</summary>
    private async Task<SdkFollower?> TakeAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var follower = followers[random.Next(followers.Count)];
            if (follower.LiveSince != 0 && taken.TryAdd(follower, 0)) return follower;
            await Pause.ForAsync(TimeSpan.FromMilliseconds(20), stop);
        }

        return null;
    }

    private static async Task UntilLiveAsync(SdkFollower follower, CancellationToken stop)
    {
        var since = Pause.Now;
        while (follower.LiveSince == 0 && Pause.SecondsSince(since) < BackPatience && await Pause.ForAsync(TimeSpan.FromMilliseconds(20), stop))
        {
        }
    }

    // It is live until it has noticed; or a handover comes first, and it never does.
    private async Task UntilNoticedAsync(SdkFollower follower, int arrivals, CancellationToken stop)
    {
        var since = Pause.Now;
        while (follower.Cable.Arrivals == arrivals && await Pause.ForAsync(TimeSpan.FromMilliseconds(50), stop))
        {
            if (Pause.SecondsSince(since) < BackPatience) continue;
            findings.Add(FindingKind.Stuck, $"{follower.Inbox.Name} believes in a connection that has been silent for {BackPatience} s");
            return;
        }

        await Pause.ForAsync(TimeSpan.FromSeconds(1), stop);
        if (follower.LiveSince != 0) follower.Inbox.Calm();
    }

    private static Task<bool> WhileAsync(Random random, CancellationToken stop) => Pause.ForAsync(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), stop);

    /// <summary>What meets another fault may fail; what that may not do is lose anything.</summary>
    private static async Task QuietlyAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception failed) when (Transience.IsTransient(failed) || failed is CareException or SessionEndedException or ObjectDisposedException or InvalidOperationException)
        {
            // The host was down, or the session at its end.
        }
    }
}
