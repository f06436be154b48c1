using System.Collections.Frozen;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>Finds where a subscription starts: a position, the first event that is kept, now, or where the person left off.</summary>
internal sealed class StartReader(IStreamStore streams, SeenRegistry seen)
{
    /// <summary>The start; give it back with <see cref="GiveBack"/> when no subscription takes it over.</summary>
    public async ValueTask<FollowStart> ReadAsync(
        Caller caller, AskedStart asked, StreamKey stream, StreamHead head, CancellationToken cancellationToken)
    {
        var firstKept = await streams.ReadFirstOffsetAsync(stream, cancellationToken);
        if (asked.After is { } after && GapBehind(after, head, firstKept) is { } gap) return FollowStart.Refused(head.Epoch, gap);
        var entry = await seen.OpenAsync(new SeenKey(caller.Subject, stream), cancellationToken);
        var start = asked switch
        {
            { After: { } position } => new FollowStart(head.Epoch, position.Offset),
            { From: FollowFrom.LeftOff } => LeftOff(entry, asked.Target.Topics, head, firstKept),
            { From: FollowFrom.Now } => new FollowStart(head.Epoch, head.Offset),
            _ => new FollowStart(head.Epoch, firstKept - 1),
        };
        // Who asks for the start or for now knows what comes; anything else may have been on its way when something broke.
        if (asked.From == FollowFrom.LeftOff || asked.After is not null) start = start with { Repeats = RepeatsOf(entry, asked.Target.Topics, head.Epoch) };
        // What was only seen narrowed, as on a lock screen, was not seen.
        if (asked.Target.Audience is null) return start with { Seen = entry };
        seen.Close(entry);
        return start;
    }

    /// <summary>Nobody starts there after all.</summary>
    public void GiveBack(FollowStart? start, Subscription? subscription)
    {
        if (start?.Seen is not { } entry) return;
        if (subscription is not null) entry.Leave(subscription);
        seen.Close(entry);
    }

    /// <summary>The lowest of the topics' places. What is no longer kept behind one of them is said.</summary>
    private static FollowStart LeftOff(SeenEntry entry, IReadOnlyList<string> topics, StreamHead head, long firstKept)
    {
        var start = head.Offset;
        Gap? gap = null;
        foreach (var topic in topics)
        {
            var place = entry.Find(topic);
            var missed = place is null ? null : GapBehind(new Position { Epoch = place.Epoch, Offset = place.Acknowledged }, head, firstKept);
            start = Math.Min(start, place is null || missed is not null ? firstKept - 1 : place.Acknowledged);
            if (missed is not null && (gap is null || missed.From < gap.From)) gap = missed;
        }
        return new FollowStart(head.Epoch, start) { Gap = gap };
    }

    private static FrozenDictionary<string, long> RepeatsOf(SeenEntry entry, IReadOnlyList<string> topics, long epoch) =>
        topics.Distinct().Select(topic => entry.Find(topic)).OfType<SeenPosition>().Where(place => place.Epoch == epoch && place.Sent > 0)
            .ToFrozenDictionary(place => place.Topic, place => place.Sent, StringComparer.Ordinal);

    /// <summary>What lies between a position and what is kept; offset 0 stands before the first event in every epoch.</summary>
    private static Gap? GapBehind(Position after, StreamHead head, long firstKept)
    {
        if (after.Epoch != head.Epoch || after.Offset > head.Offset || after.Offset < 0) return new Gap { From = 0, To = 0, Reason = GapReason.Epoch };
        return after.Offset < firstKept - 1 ? new Gap { From = after.Offset + 1, To = firstKept - 1, Reason = GapReason.Retention } : null;
    }
}

/// <summary>Where somebody wants to start.</summary>
internal sealed record AskedStart(Guid Id, AccessTarget Target, Position? After, FollowFrom From, long StateAfter)
{
    /// <summary>Whether a subscription is taken over.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Of one that is taken over, where it had started.</summary>
    public long? Line { get; init; }

    /// <summary>Of a patient of a following, that following and why the patient belongs to it; null for any other.</summary>
    public Membership? Membership { get; init; }

    /// <summary>Whether nothing that is kept lies between what the person has seen and its start.</summary>
    public bool Continues => (After is null || IsResumed) && From is FollowFrom.LeftOff or FollowFrom.Start;
}

/// <summary>Where a subscription starts.</summary>
internal sealed record FollowStart(long Epoch, long Offset)
{
    /// <summary>What is gone.</summary>
    public Gap? Gap { get; init; }

    /// <summary>Whether it cannot start there, because of the gap.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>The person's place that the subscription moves.</summary>
    public SeenEntry? Seen { get; init; }

    /// <summary>What may have been delivered before, through this offset by topic.</summary>
    public FrozenDictionary<string, long> Repeats { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>The highest of them that lies ahead; 0 when none does.</summary>
    public long RepeatedThrough => Repeats.Count > 0 && Repeats.Values.Max() is var most && most > Offset ? most : 0;

    public static FollowStart Refused(long epoch, Gap gap) => new(epoch, 0) { Gap = gap, IsRefused = true };
}
