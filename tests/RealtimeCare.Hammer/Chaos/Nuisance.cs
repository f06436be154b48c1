using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Chaos;

/// <summary>What goes wrong around a host that runs: broken connections, clients that stand still, sessions that are ended.</summary>
internal sealed class Nuisance(IReadOnlyList<IFollower> followers, Ward ward, Findings findings)
{
    private const double EndPatience = 10;

    public int Drops { get; private set; }

    public int Freezes { get; private set; }

    public int Ends { get; private set; }

    /// <summary>Breaks the connections of one client or publisher at a time.</summary>
    public async Task DropAsync(double every, IReadOnlyList<Cable> cables, Random random, CancellationToken stop)
    {
        while (every > 0 && await Pause.ForAsync(Around(every, random), stop))
            if (cables[random.Next(cables.Count)].Cut()) Drops++;
    }

    /// <summary>Makes one client after the other stand still: half of them stop handling, half have a network that stands still.</summary>
    public async Task FreezeAsync(Random random, CancellationToken stop)
    {
        while (await Pause.ForAsync(Around(1, random), stop))
            await FreezeAsync(followers[random.Next(followers.Count)], random.Next(2) == 0, random, stop);
    }

    /// <summary>Makes one client stand still for one to five seconds, by its app or by its network.</summary>
    public async Task FreezeAsync(IFollower follower, bool isNetwork, Random random, CancellationToken stop)
    {
        follower.Inbox.Freeze();
        if (isNetwork) follower.Inbox.Thaw();
        if (isNetwork) follower.Cable.Squeeze();
        Freezes++;
        await Pause.ForAsync(TimeSpan.FromSeconds(1 + (4 * random.NextDouble())), stop);
        follower.Cable.Release();
        follower.Inbox.Thaw();
        // What was held back arrives first; from then on it counts again.
        await Pause.ForAsync(TimeSpan.FromSeconds(1), stop);
        if (follower.LiveSince != 0) follower.Inbox.Calm();
    }

    /// <summary>Ends one session at a time, as an administrator, and sees that its client notices.</summary>
    public async Task EndAsync(double every, Random random, CancellationToken stop)
    {
        while (every > 0 && await Pause.ForAsync(Around(every, random), stop)) await EndAsync(random.Next(followers.Count), stop);
    }

    /// <summary>Ends the session of one client, when it has one.</summary>
    public async Task EndAsync(int client, CancellationToken stop)
    {
        var follower = followers[client];
        if (!follower.HasEnded || follower.ExpectEnd() is not { } session) return;
        var nurse = ward.NurseOf(client);
        nurse.BeginForcedEnd();
        var isDone = await ward.EndSessionAsync(session, stop);
        while (!isDone && await Pause.ForAsync(TimeSpan.FromMilliseconds(200), stop)) isDone = await ward.EndSessionAsync(session, stop);
        nurse.FinishForcedEnd();
        if (!isDone) return;
        Ends++;
        await SeeEndAsync(follower, stop);
    }

    /// <summary>A client that is connected must hear of the end; one that is not hears of it when it comes back.</summary>
    private async Task SeeEndAsync(IFollower follower, CancellationToken stop)
    {
        var since = Pause.Now;
        while (!follower.HasEnded && await Pause.ForAsync(TimeSpan.FromMilliseconds(50), stop))
        {
            if (follower.LiveSince is var live && (live == 0 || Pause.SecondsSince(Math.Max(live, since)) < EndPatience)) continue;
            findings.Add(FindingKind.Late, $"{follower.Inbox.Name} follows on {EndPatience} s after the end of its session");
            return;
        }
    }

    private static TimeSpan Around(double seconds, Random random) => TimeSpan.FromSeconds(seconds * (0.5 + random.NextDouble()));
}
