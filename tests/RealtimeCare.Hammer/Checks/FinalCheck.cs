using System.Globalization;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Publishing;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Checks;

/// <summary>Holds everything that was received against everything that was promised, when the publishers have stopped.</summary>
internal sealed class FinalCheck(Ward ward, Ledger ledger, IReadOnlyList<IFollower> followers, Findings findings)
{
    // The SDK waits up to 30 s before it tries again, and gives an attempt 30 s.
    private static readonly TimeSpan WithoutProgress = TimeSpan.FromSeconds(65);

    // A client that went without a word is found out by its silence after 30 s.
    private static readonly TimeSpan LettingGo = TimeSpan.FromSeconds(45);

    private readonly List<IReadOnlyList<Published>> promised = [.. Enumerable.Range(0, ward.Stranger).Select(ledger.PromisedFor)];
    private readonly List<long> states = [.. Enumerable.Range(0, ward.Stranger).Select(ledger.StateOf)];

    /// <summary>Waits until nothing is missing any more and everybody is back, or nothing more comes.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var (before, since) = (int.MaxValue, Pause.Now);
        while (Missing() is var missing && missing > 0 && Pause.SecondsSince(since) < WithoutProgress.TotalSeconds)
        {
            if (missing < before) (before, since) = (missing, Pause.Now);
            if (!await Pause.ForAsync(TimeSpan.FromMilliseconds(300), cancellationToken)) return;
        }
    }

    public void Run()
    {
        foreach (var follower in followers)
            for (var patient = 0; patient < promised.Count; patient++)
                Check(follower.Inbox, patient);
        CheckPlaces();
        foreach (var follower in followers.Where(one => one.LiveSince == 0))
            findings.Add(FindingKind.Stuck, $"{follower.Inbox.Name} did not come back; it is {follower.Doing}");
    }

    /// <summary>Waits until the host has let go of everybody, when everybody has gone.</summary>
    public static async Task SeeAllGoneAsync(Ward ward, Findings findings)
    {
        var (since, open) = (Pause.Now, await ward.OpenAsync(CancellationToken.None));
        while (open != (0, 0) && Pause.SecondsSince(since) < LettingGo.TotalSeconds)
        {
            await Pause.ForAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            open = await ward.OpenAsync(CancellationToken.None);
        }

        if (open != (0, 0))
            findings.Add(FindingKind.Leftover, $"everybody has gone, and the host has {open?.Connections.ToString(CultureInfo.InvariantCulture) ?? "no answer about"} connections and {open?.Subscriptions} subscriptions");
    }

    /// <summary>Verifies the trail that the host left, offline; the number of its entries.</summary>
    public static long VerifyTrail(string folder, Findings findings)
    {
        var report = TrailVerifier.Verify(folder);
        if (!report.IsValid && report.Problems.Count == 0) findings.Add(FindingKind.Trail, "the trail is empty");
        foreach (var problem in report.Problems)
            findings.Add(FindingKind.Trail, $"{problem.Kind} in {Path.GetFileName(problem.File)} at byte {problem.Offset}: {problem.Text}");
        return report.Entries;
    }

    private int Missing() => followers.Count(one => one.LiveSince == 0) + followers.Sum(follower => Enumerable.Range(0, promised.Count).Sum(patient =>
    {
        follower.Inbox.Of(patient, out var state);
        return follower.Inbox.MissingOf(patient, promised[patient]).Count + (state < states[patient] ? 1 : 0);
    }));

    private void Check(Inbox inbox, int patient)
    {
        var arrivals = inbox.Of(patient, out var state).ToDictionary(one => one.Number);
        foreach (var one in promised[patient])
        {
            if (!arrivals.TryGetValue(one.Number, out var arrival))
                findings.Add(FindingKind.Lost, $"{inbox.Name} never received the {one}");
            else if (arrival.Offset != one.Result!.Position.Offset)
                findings.Add(FindingKind.Reordered, $"{inbox.Name} received the {one} as offset {arrival.Offset}");
            else if (arrival.EventId != one.Result.EventId)
                findings.Add(FindingKind.Duplicated, $"{inbox.Name} received the {one} under another id");
        }

        if (state < states[patient]) findings.Add(FindingKind.Lost, $"{inbox.Name} has state {state} of a patient whose latest is {states[patient]}");
    }

    /// <summary>When everything is answered, the promised places of a stream have no gap: one that nobody was promised was taken twice.</summary>
    private void CheckPlaces()
    {
        if (ledger.All.Any(one => one.Result is null)) return;
        foreach (var stream in ledger.All.Where(one => one.Class == Contracts.Messages.EventClass.Durable).GroupBy(one => one.Patient))
        {
            var places = stream.Select(one => one.Result!.Position.Offset).ToHashSet();
            if (places.Max() != places.Count)
                findings.Add(FindingKind.Duplicated, $"a stream of {places.Count} events reaches to offset {places.Max()}: something was taken more than once");
        }
    }
}
