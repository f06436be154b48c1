using RealtimeCare.Client.Access;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Offline;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client;

/// <summary>Follows patients: connects, stays connected through token refreshes and losses, and stops for good when the session ends.</summary>
/// <remarks>
/// One client serves one sign-in; two clients of one sign-in would take its subscriptions from each other. What an app does not read
/// in time fills the server's window of this connection, for all its subscriptions: 256 events or 64 KiB; then the server waits, and
/// ends a connection that stays too slow, which is made again.
/// <para>
/// Threads: all members may be called from any thread, also from handlers. A stream is read on the thread that awaits it: in an
/// <c>await foreach</c> of a window's thread the loop's body runs there. Every handler runs on the thread pool, one notification of its
/// patient after another, and those of different patients side by side; so do <see cref="StatusChanged"/> and
/// <see cref="BreakGlassEnded"/>, one after another in the order in which things happened. What a handler of theirs throws is logged, and
/// ends nothing. None of them runs on the loop that receives: whatever a handler does, even blocks, the client goes on
/// receiving, answering the server's pings, renewing its token and connecting again.
/// </para>
/// </remarks>
public sealed class RealtimeCareClient : IAsyncDisposable
{
    private readonly HubClient _hub;
    private readonly PatientFollower _follower;
    private readonly OwnFollower _own;
    private readonly GlassCalls _glass;
    private readonly ReportCalls _reports;
    private readonly OfflineQueue? _queue;

    /// <summary>Checks the options; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The address is not https, there is no token source, or a pin is malformed or alone.</exception>
    public RealtimeCareClient(RealtimeCareClientOptions options)
        : this(options, null)
    {
    }

    internal RealtimeCareClient(RealtimeCareClientOptions options, ILinkFactory? links)
    {
        ArgumentNullException.ThrowIfNull(options);
        var registry = new SubscriptionRegistry(options.Time, HubClient.LoggerOf(options));
        _hub = new HubClient(options, RealtimeCareProtocol.CareHubPath, registry, links);
        _follower = new PatientFollower(_hub, registry, options.Time);
        _own = new OwnFollower(registry, _follower);
        _queue = options.OfflineQueue is { } limits ? new OfflineQueue(limits, _hub.Worker, _hub.Calls, options.Time) : null;
        var late = new LateCalls(_hub.Calls, _queue);
        _glass = new GlassCalls(_hub.Calls, late);
        _reports = new ReportCalls(late);
        registry.Adopted += link => _queue?.Adopted(link);
        registry.Ended += () => _queue?.End();
        registry.Backlog.Changed = _hub.Board.ShowBehind;
        registry.GlassEnded += ended => _hub.Events.Tell(BreakGlassEnded, handler => handler(this, ended));
        _hub.Board.Sender = this;
    }

    /// <summary>
    /// The status changed: another state, or while stale another fault. Raised one after another, on a thread of the pool; a handler may
    /// take its time, and what was told meanwhile is told behind it.
    /// </summary>
#pragma warning disable CA1003 // A status is a record, and needs no class of its own to be told.
    public event EventHandler<ConnectionStatus>? StatusChanged
    {
        add => _hub.Board.Changed += value;
        remove => _hub.Board.Changed -= value;
    }

    /// <summary>A grant of this sign-in has ended: take the banner down. Raised on a thread of the pool.</summary>
    /// <remarks>It is not repeated to a client that was not connected, so look at the banner's end too.</remarks>
    public event EventHandler<BreakGlassEnded>? BreakGlassEnded;
#pragma warning restore CA1003

    /// <summary>How things stand.</summary>
    public ConnectionStatus Status => _hub.Board.Status;

    /// <summary>Completes with the reason when the session is over for good; cancelled when the client is disposed before.</summary>
    /// <remarks><see cref="EndReason.HandedOver"/> here means that another client of the same sign-in took over.</remarks>
    public Task<EndReason> Ended => _hub.Board.Ended;

    /// <summary>Connects and waits for the server's welcome. Tried once; from then on losses are repaired without end.</summary>
    /// <exception cref="SessionEndedException">The sign-in is no longer accepted.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached, or the connection broke before it was welcomed: try again.</exception>
    /// <exception cref="ServerNotTrustedException">What answered could not prove that it is the server. No token was sent.</exception>
    /// <exception cref="CareException">The server asked to come later.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or broken off by <see cref="SuspendAsync"/>: connect again.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _hub.Worker.StartAsync(cancellationToken);

    /// <summary>
    /// Follows a patient's topics as a stream. Asking for the next notification acknowledges the one before. Leaving the loop
    /// stops following.
    /// </summary>
    /// <exception cref="CareException">The server refused, such as with <see cref="ErrorCode.Forbidden"/>.</exception>
    /// <exception cref="SubscriptionEndedException">Following ended while the session lives on.</exception>
    /// <exception cref="SessionEndedException">The session is over for good.</exception>
    public IAsyncEnumerable<Notification> FollowAsync(
        PatientReference patient, IReadOnlyList<string> topics, FollowFrom from = FollowFrom.Now, CancellationToken cancellationToken = default) =>
        _follower.StreamAsync(StartOf(patient, topics, new FollowOptions { From = from }), cancellationToken);

    /// <summary>Follows a patient's topics as a stream, from behind a position that was read before.</summary>
    /// <inheritdoc cref="FollowAsync(PatientReference, IReadOnlyList{string}, FollowFrom, CancellationToken)"/>
    public IAsyncEnumerable<Notification> FollowAsync(
        PatientReference patient, IReadOnlyList<string> topics, Position after, CancellationToken cancellationToken = default) =>
        _follower.StreamAsync(StartOf(patient, topics, new FollowOptions { After = after }), cancellationToken);

    /// <summary>Follows a patient's topics as a stream, as the options say: the restricted stream, or as a narrower audience.</summary>
    /// <inheritdoc cref="FollowAsync(PatientReference, IReadOnlyList{string}, FollowFrom, CancellationToken)"/>
    public IAsyncEnumerable<Notification> FollowAsync(
        PatientReference patient, IReadOnlyList<string> topics, FollowOptions options, CancellationToken cancellationToken = default) =>
        _follower.StreamAsync(StartOf(patient, topics, options), cancellationToken);

    /// <summary>
    /// Follows all patients whom one treats, also those who come later, as one stream: a patient joins, notifications follow, a patient
    /// leaves. Asking for the next update acknowledges the notification before. Leaving the loop stops following.
    /// </summary>
    /// <exception cref="CareException">
    /// The server refused, such as with <see cref="ErrorCode.TooManyPatients"/>, where the error's count says how many there are.
    /// </exception>
    /// <exception cref="SessionEndedException">The session is over for good.</exception>
    public IAsyncEnumerable<FollowUpdate> FollowMineAsync(
        IReadOnlyList<string> topics, FollowOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topics);
        if (topics.Count == 0) throw new ArgumentException("At least one topic is needed.", nameof(topics));
        if (options?.After is not null) throw new ArgumentException("A position is one of a single patient.", nameof(options));
        return _own.StreamAsync(topics, options ?? new FollowOptions(), cancellationToken);
    }

    /// <summary>
    /// Follows one's own inbox as a stream: what was published to this person, on whichever device the person was signed in. What names
    /// a patient comes only while the person may follow that patient.
    /// </summary>
    /// <inheritdoc cref="FollowAsync(PatientReference, IReadOnlyList{string}, FollowFrom, CancellationToken)"/>
    public IAsyncEnumerable<Notification> FollowInboxAsync(FollowOptions? options = null, CancellationToken cancellationToken = default) =>
        _follower.StreamAsync(new FollowStart(null, [RealtimeCareProtocol.InboxTopic], options ?? new FollowOptions { From = FollowFrom.LeftOff }), cancellationToken);

    /// <summary>Follows a patient's topics with a handler; returns when the server has granted it.</summary>
    /// <exception cref="CareException">The server refused, such as with <see cref="ErrorCode.Forbidden"/>.</exception>
    public async Task<FollowedPatient> FollowAsync(
        PatientReference patient,
        IReadOnlyList<string> topics,
        Func<Notification, CancellationToken, Task> handler,
        FollowFrom from = FollowFrom.Now,
        CancellationToken cancellationToken = default) =>
        await FollowAsync(patient, topics, handler, new FollowOptions { From = from }, cancellationToken).ConfigureAwait(false);

    /// <summary>Follows a patient's topics with a handler, as the options say; returns when the server has granted it.</summary>
    /// <exception cref="CareException">The server refused, such as with <see cref="ErrorCode.Forbidden"/>.</exception>
    public async Task<FollowedPatient> FollowAsync(
        PatientReference patient,
        IReadOnlyList<string> topics,
        Func<Notification, CancellationToken, Task> handler,
        FollowOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var start = StartOf(patient, topics, options);
        var subscription = await _follower.SubscribeAsync(start, cancellationToken).ConfigureAwait(false);
        return new FollowedPatient(_follower, subscription, handler);
    }

    /// <summary>The latest state of a patient's topics, without following.</summary>
    public async Task<SnapshotResult> SnapshotAsync(
        PatientReference patient, IReadOnlyList<string> topics, CancellationToken cancellationToken = default) =>
        await SnapshotAsync(patient, topics, new FollowOptions(), cancellationToken).ConfigureAwait(false);

    /// <summary>The latest state of a patient's topics, of the stream and as the audience that the options say.</summary>
    public async Task<SnapshotResult> SnapshotAsync(
        PatientReference patient, IReadOnlyList<string> topics, FollowOptions options, CancellationToken cancellationToken = default)
    {
        var start = StartOf(patient, topics, options);
        var (result, _) = await _hub.Calls
            .CallAsync<SnapshotResult>(nameof(ICareHub.Snapshot), RequestOf, cancellationToken)
            .ConfigureAwait(false);
        return result;

        object RequestOf(CallStamp stamp) => new SnapshotRequest
        {
            InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken, Patient = patient, Topics = start.Topics,
            Restricted = options.Restricted, Audience = options.Audience,
        };
    }

    /// <summary>
    /// The app has shown a notification to its person. Call it for those whose event has an
    /// <see cref="CareEvent.AcknowledgeBy"/>; for others it does nothing. Repeating it is harmless.
    /// </summary>
    /// <remarks>Without a connection it waits for the next, in the <see cref="RealtimeCareClientOptions.OfflineQueue"/> where there is one.</remarks>
    /// <exception cref="CareException">Such as <see cref="ErrorCode.NothingToReport"/> when the patient is no longer followed.</exception>
    public Task ReportSeenAsync(Notification notification, CancellationToken cancellationToken = default) =>
        _reports.SendAsync(notification, ReceiptLevel.Seen, cancellationToken);

    /// <summary>The person says that they take care of what a notification tells. It implies that they have seen it.</summary>
    /// <inheritdoc cref="ReportSeenAsync"/>
    public Task ReportAcceptedAsync(Notification notification, CancellationToken cancellationToken = default) =>
        _reports.SendAsync(notification, ReceiptLevel.Accepted, cancellationToken);

    /// <summary>A person did something in the app: the session's idle time starts anew. Never call it from a timer.</summary>
    public async Task<ReportActivityResult> ReportActivityAsync(CancellationToken cancellationToken = default)
    {
        var (result, _) = await _hub.Calls
            .CallAsync<ReportActivityResult>(nameof(ICareHub.ReportActivity), RequestOf, cancellationToken)
            .ConfigureAwait(false);
        return result;

        static object RequestOf(CallStamp stamp) =>
            new ReportActivityRequest { InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken };
    }

    /// <summary>
    /// Breaks the glass: reaches one patient for a while without what is otherwise needed. It needs a recent sign-in, is recorded,
    /// and is reviewed.
    /// </summary>
    /// <exception cref="CareException">
    /// The server refused. With <see cref="ErrorCode.InsufficientAuthentication"/> sign in again and repeat it with a client of that
    /// sign-in; this one goes on.
    /// </exception>
    public Task<BreakGlassResult> BreakGlassAsync(
        PatientReference patient, BreakGlassReason reason, CancellationToken cancellationToken = default) =>
        _glass.BreakAsync(patient, reason, cancellationToken);

    /// <summary>Ends one's own grant before its time.</summary>
    public Task EndBreakGlassAsync(Guid grantId, CancellationToken cancellationToken = default) => _glass.EndAsync(grantId, cancellationToken);

    /// <summary>Says, after a grant has ended, what was done and why it was needed. From any sign-in of the same person.</summary>
    public Task AttestAsync(Guid grantId, string statement, CancellationToken cancellationToken = default) =>
        _glass.AttestAsync(grantId, statement, cancellationToken);

    /// <summary>Why one may or may not follow a patient's topics; what is safe to tell.</summary>
    public Task<AccessExplanation> ExplainAccessAsync(
        PatientReference patient, IReadOnlyList<string> topics, bool restricted = false, CancellationToken cancellationToken = default) =>
        _glass.ExplainAsync(patient, topics, restricted, cancellationToken);

    /// <summary>
    /// Hands over to a new connection with a new token now, without a gap or a repeat. The client does so by itself ahead of
    /// each token's end.
    /// </summary>
    /// <remarks>When it fails for any reason but the session's end, the connection that there is stays, and it is tried again.</remarks>
    /// <exception cref="SessionEndedException">The session is over for good.</exception>
    /// <exception cref="ServerNotTrustedException">What answered could not prove that it is the server.</exception>
    /// <exception cref="HttpRequestException">The new connection could not be made, or broke.</exception>
    /// <exception cref="CareException">The server asked to come later.</exception>
    public Task HandOverAsync(CancellationToken cancellationToken = default) => _hub.Worker.HandOverAsync(cancellationToken);

    /// <summary>
    /// Suspends, such as when the app goes to the background: acknowledges what was handled, closes the connection, and from then on
    /// holds no socket, no timer and renews no token. What was followed stays followed, with its positions: streams and handlers stay
    /// open and wait, and handle what had already come. Other calls fail at once with <see cref="InvalidOperationException"/>, those
    /// that run too, except what the <see cref="RealtimeCareClientOptions.OfflineQueue"/> takes. Suspending again does nothing, nor does it after the session has ended.
    /// </summary>
    /// <remarks>
    /// It takes 2 seconds at the longest, also when the network is gone. Nobody is told of anything while the app is suspended: what
    /// happens meanwhile comes when it resumes, but an alert needs another way to reach the person. The session's idle time runs on.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The client was never connected. A first <see cref="ConnectAsync"/> that is under way is broken off.
    /// </exception>
    public Task SuspendAsync(CancellationToken cancellationToken = default) => _hub.Worker.SuspendAsync(cancellationToken);

    /// <summary>
    /// Resumes after <see cref="SuspendAsync"/>: connects at once, with a new token where that is needed, takes up all that is followed
    /// where it was left, and catches up. Without a suspension it waits for the connection, if there is none.
    /// </summary>
    /// <remarks>
    /// When the server cannot be reached, attempts go on as after any loss, the status says so, and this waits; cancelling ends only
    /// the waiting.
    /// </remarks>
    /// <exception cref="SessionEndedException">The session ended meanwhile, such as for being idle too long: sign in again.</exception>
    /// <exception cref="InvalidOperationException">The client was never connected, or was suspended again.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => _hub.Worker.ResumeAsync(cancellationToken);

    /// <summary>Disconnects; streams and handlers end without error. The sign-in stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync().ConfigureAwait(false);
        _queue?.Dispose();
    }

    private static FollowStart StartOf(PatientReference patient, IReadOnlyList<string> topics, FollowOptions options)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(options);
        if (topics.Count == 0) throw new ArgumentException("At least one topic is needed.", nameof(topics));
        return new FollowStart(patient, topics, options);
    }
}
