using System.Collections.Frozen;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>A session's following of a stream. It belongs to the session; its pump to one connection.</summary>
internal sealed class Subscription(Guid id, StreamKey stream, AccessTarget target, Entitlement entitlement)
{
    private bool needsReview = true;
    private Dictionary<PatientId, InboxDecision>? inbox;

    public Guid Id => id;

    public StreamKey Stream => stream;

    /// <summary>What was asked for, to be decided anew.</summary>
    public AccessTarget Target => target;

    public FrozenSet<string> Topics { get; } = target.Topics.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The stream's newest events, shared with its other followers.</summary>
    public required StreamTail Tail { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The offset that it started behind, also of one that was taken over since.</summary>
    public long Start { get; init; }

    /// <summary>Whether it started where the person had left off, or with the first event that is kept.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether the receiver alone says what it had read before <see cref="Start"/>.</summary>
    public bool IsClaim { get; init; }

    /// <summary>The person's place in the stream that it moves; null when what is seen by it does not count as seen.</summary>
    public SeenEntry? Seen { get; init; }

    /// <summary>What may have been delivered to this person before, through this offset by topic.</summary>
    public FrozenDictionary<string, long> Repeats { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>The highest of <see cref="Repeats"/>.</summary>
    public long RepeatedThrough { get; init; }

    /// <summary>Of an inbox, what was decided about the patients named in it; only its pump touches it.</summary>
    public Dictionary<PatientId, InboxDecision> Inbox => inbox ??= [];

    /// <summary>What is permitted now. Replaced when a revision moves or a fact ends; only its pump does that.</summary>
    public Entitlement Entitlement { get; set; } = entitlement;

    /// <summary>The offset that the pump has read through.</summary>
    public long Cursor { get; set; }

    /// <summary>The state version that the pump has read through.</summary>
    public long StateCursor { get; set; }

    /// <summary>Whether the pump has read everything that there is.</summary>
    public bool HasReadAll => Tail.EndsAt(Cursor, StateCursor);

    /// <summary>Whether its permit is to be looked at even when there is nothing to send.</summary>
    public bool NeedsReview
    {
        get => Volatile.Read(ref needsReview);
        set => Volatile.Write(ref needsReview, value);
    }

    /// <summary>Whether an event may have been delivered to this person before. The latest state is never called repeated.</summary>
    private bool MayRepeat(CareEvent shaped) =>
        shaped.Offset <= RepeatedThrough && shaped.Offset > 0 && Repeats.TryGetValue(shaped.Topic, out var through) && shaped.Offset <= through;

    /// <summary>The offset that the last batch went through: what the receiver has read.</summary>
    public long Sent { get; set; }

    /// <summary>The state version that the last batch went through.</summary>
    public long StateSent { get; set; }

    /// <summary>How far the stream had come when it was opened: its receiver is told when everything up to here was sent. 0 of an inbox.</summary>
    public long Top { get; init; }

    /// <summary>The state version that the stream had come to then.</summary>
    public long StateTop { get; init; }

    /// <summary>The offset up to which critical events were looked for, to send them ahead of a backlog.</summary>
    public long UrgentCursor { get; set; }

    /// <summary>What the receiver was last told that it has been sent.</summary>
    public (long Through, long StateThrough) Told { get; set; }

    /// <summary>Whether more was sent than the receiver was told.</summary>
    public bool HasNewTop => Told != (Sent, StateSent);

    /// <summary>The offset that the receiver has acknowledged.</summary>
    public long Acknowledged { get; set; }

    /// <summary>The offset up to which the receiver said on this connection that everything was handled; negative before.</summary>
    public long Handled { get; set; } = -1;

    /// <summary>How far it has come, for the person's place.</summary>
    public SeenLine Line => new(Epoch, Start, Handled >= 0 ? Handled : IsRead ? Start : null, Sent, Continues, IsClaim);

    /// <summary>Whether the receiver said at the start that everything before it was read.</summary>
    public bool IsRead { get; init; }

    /// <summary>What of <see cref="Line"/> the person's place knows; only that touches it.</summary>
    public SeenLine Noted { get; set; }

    /// <summary>What it has sent of events that ask for acknowledgement; null as long as there was none.</summary>
    public TrackedSends? Tracked { get; set; }

    /// <summary>The offset that the trail's last progress entry covers.</summary>
    public long Recorded { get; set; }

    /// <summary>When the trail last heard of its progress.</summary>
    public DateTimeOffset ProgressedAt { get; set; }

    /// <summary>The decision that ended it; null while it is permitted.</summary>
    public Decision.Deny? Denial { get; set; }

    /// <summary>
    /// What differs from receiver to receiver: what the law protects more goes with the consent that it is disclosed by, and what may
    /// have been delivered before is marked.
    /// </summary>
    public CareEvent Refer(CareEvent shaped, Entitlement? entitlement = null)
    {
        if (MayRepeat(shaped)) shaped = shaped with { Repeated = true };
        return shaped.Notices is null ? shaped : shaped with { ConsentReference = (entitlement ?? Entitlement).Decision.ConsentReference };
    }

    /// <summary>Of a patient of a following, that following; null for any other.</summary>
    public Follow? Follow { get; init; }

    /// <summary>What its receiver is told before anything else of it; null once it is told, or when there is nothing to tell.</summary>
    public Joined? Announcement { get; set; }

    /// <summary>Takes what is to be told first, as things stand now.</summary>
    public Joined? TakeAnnouncement()
    {
        var taken = Announcement;
        Announcement = null;
        return taken is null ? null : taken with { Audience = Entitlement.Audience.Name };
    }

    /// <summary>Set when it must deliver no more: unsubscribed, withdrawn, or taken over by another connection.</summary>
    public volatile bool IsOver;
}

/// <summary>A permit for a subscription and the revisions of the facts that it stands on.</summary>
internal sealed record Entitlement(Decision.Permit Decision, FactRevisions Revisions)
{
    public Audience Audience { get; } = Decision.Audience
        ?? throw new ArgumentException("A decision about a patient names an audience.", nameof(Decision));

    /// <summary>Two integers and the clock: whether it still stands.</summary>
    public bool StandsAt(DateTimeOffset now, FactRevisions current) => Revisions == current && now < Decision.ValidUntil;
}
