using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>
/// Lets patients join a following: decides each, writes it in the book, and opens a subscription. That somebody leaves is the
/// guard's and the pump's work, as with every subscription, and waits for nothing here.
/// </summary>
internal sealed class FollowKeeper(OwnPatients own, SubscriptionOpener opener, DeliveryBook book, CareSender sender, TimeProvider time)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan RoomInterval = TimeSpan.FromSeconds(5);

    // Factors that say the same of every patient.
    private static readonly HashSet<string> OfCaller = new(StringComparer.Ordinal) { "scope", "role", "topic", "purpose", "tenant" };

    /// <summary>Looks at everybody for the first time; all of them or, with a refusal, none.</summary>
    /// <exception cref="CareRefusalException">There are too many, or nobody may be followed this way whoever it is.</exception>
    public async Task<IReadOnlyList<Joined>> OpenAsync(Follow follow)
    {
        var found = Find(follow, null);
        await RecordAsync(follow, found.Denied);
        if (found.Permitted.Count == 0 && found.Denied.Count > 0 && found.Denied.TrueForAll(IsOfCaller))
            throw new CareRefusalException(ErrorCode.Forbidden);
        if (found.Permitted.Count > RoomOf(follow)) throw new CareRefusalException(ErrorCode.TooManyPatients) { Count = found.Permitted.Count };
        var joined = await JoinAsync(follow, found.Permitted);
        // Another connection has taken it over: nobody is missing, and the caller asks again.
        if (follow.IsOver) throw new CareRefusalException(ErrorCode.Unavailable);
        return joined.Count == found.Permitted.Count
            ? joined
            : throw new CareRefusalException(ErrorCode.TooManyPatients) { Count = found.Permitted.Count };
    }

    /// <summary>Looks at whoever was noted; false when nobody joins any more.</summary>
    public async Task<bool> LookAsync(Follow follow)
    {
        var now = time.GetUtcNow();
        if (!MayJoin(follow, now)) return false;
        var noted = follow.TakeNoted(now);
        var found = Find(follow, noted);
        await RecordAsync(follow, found.Denied);
        var room = Math.Max(0, RoomOf(follow) - follow.Count);
        var joined = await JoinAsync(follow, found.Permitted.Take(room));
        if (follow.IsOver) return false;
        var missing = found.Permitted.Count - joined.Count;
        // Those who were not looked at may still be missing from before.
        if (noted is not null) missing = missing == 0 ? follow.Missing : follow.Missing + missing;
        if (follow.TryMiss(missing)) _ = sender.FollowIncompleteAsync(follow.Pump.Connection, follow.Terms.Id, missing);
        // Room that others give back is not told of.
        if (missing > 0) follow.DueBy(now + RoomInterval);
        return true;
    }

    /// <summary>A session that has ended or a token that is over is no reason to call anybody denied.</summary>
    private static bool MayJoin(Follow follow, DateTimeOffset now)
    {
        var connection = follow.Pump.Connection;
        return !follow.IsOver && !connection.IsClosing && !connection.IsGone && !connection.Session.HasEnded && now < connection.ExpiresAt;
    }

    private Found Find(Follow follow, IReadOnlyCollection<PatientId>? noted)
    {
        List<Candidate> permitted = [];
        List<Candidate> denied = [];
        foreach (var patient in noted ?? own.CandidatesOf(follow.Caller))
        {
            if (follow.Has(patient)) continue;
            var candidate = new Candidate(patient, own.Decide(follow.Caller, follow.Terms.TargetOf(patient)));
            if (candidate.Own.Live.Decision is Decision.Permit) permitted.Add(candidate);
            // Whom the caller treats no more, or not yet, is nobody that was asked for.
            else if (candidate.Own.Relationship is not null) denied.Add(candidate);
            follow.DueBy(candidate.Own.ChangesAt);
        }
        return new Found(permitted, denied);
    }

    private async Task RecordAsync(Follow follow, List<Candidate> denied)
    {
        var news = denied.Where(one => follow.IsNews(one.Patient)).ToLookup(IsOfCaller);
        // What says the same of every patient is said once, and of no patient.
        foreach (var one in news[true].DistinctBy(ReasonOf))
            await book.DeniedAsync(follow.Pump.Connection, follow.Terms.TargetOf(one.Patient) with { Patient = null }, one.Own.Live.Decision);
        foreach (var one in news[true]) follow.NoteDenied(one.Patient);
        await Parallel.ForEachAsync(news[false], OptionsOf(follow), async (one, _) =>
        {
            await book.DeniedAsync(follow.Pump.Connection, follow.Terms.TargetOf(one.Patient), one.Own.Live.Decision);
            follow.NoteDenied(one.Patient);
        });
    }

    private async Task<IReadOnlyList<Joined>> JoinAsync(Follow follow, IEnumerable<Candidate> candidates)
    {
        List<Joined> all = [];
        await Parallel.ForEachAsync(candidates, OptionsOf(follow), async (one, _) =>
        {
            if (follow.IsOver || await opener.JoinAsync(follow, one.Patient, one.Own) is not { } joined) return;
            lock (all) all.Add(joined);
        });
        return all;
    }

    /// <summary>How many patients the connection can follow this way; those that move to it within it count once.</summary>
    private static int RoomOf(Follow follow) =>
        RealtimeCareProtocol.MaxSubscriptions - follow.Pump.Subscriptions.Count(one => one.Follow?.Terms.Id != follow.Terms.Id);

    private static ParallelOptions OptionsOf(Follow follow) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = follow.Pump.Connection.Aborted };

    private static bool IsOfCaller(Candidate denied) => OfCaller.Contains(ReasonOf(denied));

    private static string ReasonOf(Candidate denied) => ((Decision.Deny)denied.Own.Live.Decision).Reason;

    private readonly record struct Candidate(PatientId Patient, OwnDecision Own);

    private readonly record struct Found(List<Candidate> Permitted, List<Candidate> Denied);
}
