namespace RealtimeCare.Audit.Trail;

/// <summary>
/// One line of the book. Closed and typed: no free text that could carry PHI. <see cref="Actor"/>, <see cref="Target"/>,
/// <see cref="Patient"/>, <see cref="Session"/> and <see cref="Address"/> are given in clear and written as keyed pseudonyms.
/// </summary>
public sealed record Entry
{
    /// <summary>What happened, from <see cref="EntryKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>How it ended.</summary>
    public required EntryOutcome Outcome { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Who acted: the subject of the token.</summary>
    public string? Actor { get; init; }

    /// <summary>The session acted in.</summary>
    public string? Session { get; init; }

    /// <summary>The connection acted on.</summary>
    public string? Connection { get; init; }

    /// <summary>The client application.</summary>
    public string? Client { get; init; }

    /// <summary>The patient concerned.</summary>
    public string? Patient { get; init; }

    /// <summary>Whom or what the act was aimed at: a subject, a session, an account.</summary>
    public string? Target { get; init; }

    /// <summary>The network address of the peer.</summary>
    public string? Address { get; init; }

    /// <summary>The operation asked for, such as <c>stream.subscribe</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>A fixed code that says why; never free text.</summary>
    public string? Reason { get; init; }

    /// <summary>The id that leads from an answer to the log.</summary>
    public string? RequestId { get; init; }

    /// <summary>The token's id (<c>jti</c>), never the token.</summary>
    public string? TokenId { get; init; }

    /// <summary>The hash of the access policy that decided.</summary>
    public string? PolicyHash { get; init; }

    /// <summary>The name of the audience that the decision gave.</summary>
    public string? Audience { get; init; }

    /// <summary>The subscription concerned.</summary>
    public Guid? Subscription { get; init; }

    /// <summary>The stream's epoch, with the offsets below.</summary>
    public long? Epoch { get; init; }

    /// <summary>First offset not yet covered before this entry.</summary>
    public long? FromOffset { get; init; }

    /// <summary>Offset covered by this entry.</summary>
    public long? ThroughOffset { get; init; }

    /// <summary>Offset that the receiver has acknowledged.</summary>
    public long? AcknowledgedOffset { get; init; }

    /// <summary>How many.</summary>
    public long? Count { get; init; }

    /// <summary>The factors of an access decision, permits and denials alike.</summary>
    public IReadOnlyList<EntryFactor> Factors { get; init; } = [];
}

/// <summary>One factor of a decision as written in the book: its name, whether it permits, and a fixed code or a resource type why.</summary>
public sealed record EntryFactor(string Name, bool Permits, string Reason);

/// <summary>How the thing an entry tells of ended.</summary>
public enum EntryOutcome
{
    /// <summary>Permitted or carried out.</summary>
    Success,

    /// <summary>Denied.</summary>
    Denied,

    /// <summary>Tried and failed.</summary>
    Failed,
}
