using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Publishing;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Checks;

/// <summary>
/// Looks each second whether a client that nothing holds up has what was promised a while ago. At the end alone, a stream that
/// had stood still until the next reconnect would look whole.
/// </summary>
internal sealed class LiveCheck(Ward ward, Ledger ledger, IReadOnlyList<IFollower> followers, Findings findings)
{
    private const double Patience = 10;
    private const int Newest = 2000;

    private readonly HashSet<(string Client, int Number)> told = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (await Pause.ForAsync(TimeSpan.FromSeconds(1), stop))
        {
            var now = Pause.Now;
            var due = ledger.Newest(Newest)
                .Where(one => one.Patient != ward.Stranger && Seconds(one.PromisedAt, now) > Patience)
                .ToLookup(one => one.Patient);
            foreach (var follower in followers.Where(one => one.LiveSince != 0 && one.Inbox.CalmSince < now && Seconds(one.Inbox.CalmSince, now) > Patience))
                foreach (var patient in due)
                    Tell(follower.Inbox, follower.Inbox.MissingOf(patient.Key, patient));
        }
    }

    private void Tell(Inbox inbox, IReadOnlyList<Published> missing)
    {
        foreach (var one in missing.Where(one => told.Add((inbox.Name, one.Number))))
            findings.Add(FindingKind.Stuck, $"{inbox.Name}, connected and reading, has not received the {one} for {Patience} s");
    }

    private static double Seconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalSeconds;
}
