namespace RealtimeCare.Policy.Access;

/// <summary>The operations that the server itself offers; a team adds its own and names them in its policy document.</summary>
public static class Operations
{
    private const string SessionAdmin = "realtimecare/session.admin";
    private const string RelationshipsAdmin = "realtimecare/relationships.admin";
    private const string AccessReview = "realtimecare/access.review";

    /// <summary>Start to follow topics of a patient's stream. Asked again whenever facts change.</summary>
    public static Operation StreamSubscribe { get; } = new("stream.subscribe", OperationKind.Read, IsAboutPatient: true);

    /// <summary>Follow every patient whom the caller treats; each of them is decided as <see cref="StreamSubscribe"/>.</summary>
    public static Operation StreamFollowMine { get; } = new("stream.follow-mine", OperationKind.Read);

    /// <summary>Follow one's own inbox. Asked again whenever facts change.</summary>
    public static Operation StreamInbox { get; } = new("stream.inbox", OperationKind.Read) { IsInbox = true };

    /// <summary>Read the latest state of a patient's stream.</summary>
    public static Operation StreamSnapshot { get; } = new("stream.snapshot", OperationKind.Read, IsAboutPatient: true);

    /// <summary>Take over the session's subscriptions; each of them is decided as <see cref="StreamSubscribe"/>.</summary>
    public static Operation StreamResume { get; } = new("stream.resume", OperationKind.Read);

    /// <summary>Say how far the session's own subscriptions have been read.</summary>
    public static Operation StreamAcknowledge { get; } = new("stream.acknowledge", OperationKind.Change);

    /// <summary>
    /// Say that an event was seen or accepted. Who may is who counts: others' clients acknowledge for flow control, and it answers
    /// nobody's question whether the event has reached who must act on it.
    /// </summary>
    public static Operation StreamReport { get; } = new("stream.report", OperationKind.Change);

    /// <summary>Stop following.</summary>
    public static Operation StreamUnsubscribe { get; } = new("stream.unsubscribe", OperationKind.End);

    /// <summary>Say that the person is active.</summary>
    public static Operation SessionActivity { get; } = new("session.activity", OperationKind.Change);

    /// <summary>See the live sessions of the tenant.</summary>
    public static Operation SessionList { get; } = new("session.list", OperationKind.Read, SessionAdmin);

    /// <summary>End sessions of the tenant.</summary>
    public static Operation SessionEnd { get; } = new("session.end", OperationKind.End, SessionAdmin);

    /// <summary>Publish an event into a patient's stream; the question names its topic and its resource type.</summary>
    public static Operation EventPublish { get; } = new("event.publish", OperationKind.Change, IsAboutPatient: true) { Interactions = "c" };

    /// <summary>Open a stream of events to publish; each event in it is decided as <see cref="EventPublish"/>.</summary>
    public static Operation EventPublishStream { get; } = new("event.publish-stream", OperationKind.Change);

    /// <summary>See one's own events that were refused for their content.</summary>
    public static Operation QuarantineRead { get; } = new("quarantine.read", OperationKind.Read);

    /// <summary>Replace, replay or discard one's own events that were refused; a replay is decided as <see cref="EventPublish"/> too.</summary>
    public static Operation QuarantineChange { get; } = new("quarantine.change", OperationKind.Change);

    /// <summary>Read what became of one's own events.</summary>
    public static Operation EventOutcomes { get; } = new("event.outcomes", OperationKind.Read);

    /// <summary>See which events of the tenant nobody has seen in time.</summary>
    public static Operation EventUndelivered { get; } = new("event.undelivered", OperationKind.Read, AccessReview);

    /// <summary>Ask who has received an event.</summary>
    public static Operation EventReceivers { get; } = new("event.receivers", OperationKind.Read, AccessReview);

    /// <summary>Load treatment relationships.</summary>
    public static Operation RelationshipLoad { get; } = new("relationship.load", OperationKind.Change, RelationshipsAdmin);

    /// <summary>See treatment relationships.</summary>
    public static Operation RelationshipSearch { get; } = new("relationship.search", OperationKind.Read, RelationshipsAdmin);

    /// <summary>Find or create a patient's id.</summary>
    public static Operation PatientRegister { get; } =
        new("patient.register", OperationKind.Change, RelationshipsAdmin + " system/Patient.c");

    /// <summary>Break the glass for one patient.</summary>
    public static Operation BreakGlass { get; } =
        new("access.break-glass", OperationKind.Change, "user/*.rs", IsAboutPatient: true) { IsEmergency = true };

    /// <summary>Say afterwards why one broke the glass.</summary>
    public static Operation GrantAttest { get; } = new("access.grant-attest", OperationKind.Change);

    /// <summary>End one's own grant before its time.</summary>
    public static Operation GrantEnd { get; } = new("access.grant-end", OperationKind.End);

    /// <summary>See the grants of the tenant, and those that wait for a review.</summary>
    public static Operation GrantList { get; } = new("access.grant-list", OperationKind.Read, AccessReview);

    /// <summary>End somebody's grant.</summary>
    public static Operation GrantRevoke { get; } = new("access.grant-revoke", OperationKind.End, AccessReview);

    /// <summary>Say whether a grant was in order.</summary>
    public static Operation GrantReview { get; } = new("access.grant-review", OperationKind.Change, AccessReview);

    /// <summary>Ask why somebody may or may not see a patient's topic, with every factor.</summary>
    public static Operation AccessExplain { get; } = new("access.explain", OperationKind.Read, AccessReview);

    /// <summary>Ask why one may or may not see a patient's topic oneself; the answer tells what is safe to tell.</summary>
    public static Operation AccessExplainOwn { get; } = new("access.explain-own", OperationKind.Read);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        StreamSubscribe, StreamFollowMine, StreamInbox, StreamSnapshot, StreamResume, StreamAcknowledge, StreamUnsubscribe, SessionActivity, SessionList,
        SessionEnd, EventPublish, EventPublishStream, QuarantineRead, QuarantineChange, RelationshipLoad, RelationshipSearch, PatientRegister, BreakGlass, GrantAttest, GrantEnd, GrantList,
        GrantRevoke, GrantReview, AccessExplain, AccessExplainOwn, StreamReport, EventOutcomes, EventUndelivered, EventReceivers,
    ];
}
