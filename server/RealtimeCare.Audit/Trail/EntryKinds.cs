namespace RealtimeCare.Audit.Trail;

/// <summary>The kinds of entry. Each new one is added here, so that the book has no unknown words.</summary>
public static class EntryKinds
{
    /// <summary>The node began to write this log.</summary>
    public const string LogOpened = "log.opened";

    /// <summary>
    /// The log goes on in a new segment after a frame that was never acknowledged: half written before a crash (reason
    /// <c>torn-tail</c>, with the count of bytes left behind) or refused because a write failed (reason <c>write-failed</c>).
    /// </summary>
    public const string LogRecovered = "log.recovered";

    /// <summary>The node stopped writing this log in good order.</summary>
    public const string LogClosed = "log.closed";

    /// <summary>Nothing else happened for a second; the book is alive.</summary>
    public const string Heartbeat = "log.heartbeat";

    /// <summary>A connection was admitted or refused at the gate.</summary>
    public const string Handshake = "connection.handshake";

    /// <summary>A connection was closed.</summary>
    public const string ConnectionClosed = "connection.closed";

    /// <summary>A session began.</summary>
    public const string SessionStarted = "session.started";

    /// <summary>A session ended, by itself or by force.</summary>
    public const string SessionEnded = "session.ended";

    /// <summary>A hub method or endpoint was asked for, with its decision.</summary>
    public const string Invocation = "invocation.decided";

    /// <summary>How an invocation that was permitted came out; with the reason <c>repeat</c>, as the one before that it repeats, which alone was carried out.</summary>
    public const string InvocationOutcome = "invocation.outcome";

    /// <summary>A message that no hub method could take: unknown, unreadable or over a limit.</summary>
    public const string InvocationRefused = "invocation.refused";

    /// <summary>
    /// From here on a session may receive a patient's events: written before the first byte. The reason is the stream, <c>plain</c> or
    /// <c>restricted</c>, and behind a colon its topics, separated by commas.
    /// </summary>
    public const string DeliveryEntitled = "delivery.entitled";

    /// <summary>How far a delivery has come, by range.</summary>
    public const string DeliveryProgress = "delivery.progress";

    /// <summary>A delivery ended.</summary>
    public const string DeliveryEnded = "delivery.ended";

    /// <summary>
    /// A person has seen or accepted an event that asks for acknowledgement (reason <c>seen</c> or <c>accepted</c>, with its offset).
    /// </summary>
    public const string DeliveryReported = "delivery.reported";

    /// <summary>The time of an event that asks for acknowledgement was over, and nobody had seen it.</summary>
    public const string EventUndelivered = "event.undelivered";

    /// <summary>Somebody asked who has received an event; with how many those are.</summary>
    public const string ReceiversListed = "event.receivers-listed";

    /// <summary>An event was published or refused.</summary>
    public const string EventPublished = "event.published";

    /// <summary>A publisher asked which audiences would get an event, and what of it; nothing was published.</summary>
    public const string EventPreviewed = "event.previewed";

    /// <summary>
    /// An event that was refused for its content is about to be put in quarantine (reason <c>kept</c>; <c>not-kept</c> when there was no room
    /// left for it), to leave it since it was taken (<c>taken</c>), or its publisher is about to look at it or change something (<c>read</c>,
    /// <c>replaced</c>, <c>replayed</c>, <c>discarded</c>). The target is its id there.
    /// </summary>
    public const string EventQuarantined = "event.quarantined";

    /// <summary>Facts that access is decided on were changed.</summary>
    public const string FactsChanged = "facts.changed";

    /// <summary>
    /// The policy was changed (reason <c>policy-changed</c>, with the hash of the new one), or a new one was refused and the one
    /// of the hash goes on (reason <c>policy-refused</c>, with the count of mistakes).
    /// </summary>
    public const string PolicyChanged = "policy.changed";

    /// <summary>
    /// With which storage key what is new is encrypted, its id as the count: at each start (reason <c>key-in-use</c>) and when one was
    /// added (<c>key-added</c>). Or a changed file of keys was refused (<c>keys-refused</c>), or new keys could not be made durable
    /// (<c>keys-unsynced</c>), and the keys in use go on.
    /// </summary>
    public const string StorageKeysChanged = "storage.keys-changed";

    /// <summary>
    /// Somebody broke the glass. The target of the entries about a grant is its id; their reason is <c>DCM</c>, the code of the
    /// event (110127 or 110138) and fixed codes: the purpose of use, then why it began or what ended it.
    /// </summary>
    public const string GrantStarted = "grant.started";

    /// <summary>Somebody wanted to break the glass, and needed not.</summary>
    public const string GrantNotNeeded = "grant.not-needed";

    /// <summary>A grant ended.</summary>
    public const string GrantEnded = "grant.ended";

    /// <summary>A person said why the glass had to be broken.</summary>
    public const string GrantAttested = "grant.attested";

    /// <summary>A grant was found in order, or not.</summary>
    public const string GrantReviewed = "grant.reviewed";

    /// <summary>Somebody asked why a person may or may not see a patient, who is the target; with the factors of that answer.</summary>
    public const string AccessExplained = "access.explained";

    /// <summary>Somebody signed in, or tried to.</summary>
    public const string SignIn = "identity.sign-in";

    /// <summary>A token was issued or refused.</summary>
    public const string TokenIssued = "identity.token-issued";

    /// <summary>
    /// A used refresh token came again when nothing made from it had been used, later than two holders at once explain: it counts once
    /// more, and what was made from it is spent.
    /// </summary>
    public const string TokenRevived = "identity.token-revived";

    /// <summary>A token or grant was revoked.</summary>
    public const string TokenRevoked = "identity.token-revoked";

    /// <summary>An account, role or client was changed.</summary>
    public const string AccountChanged = "identity.account-changed";
}
