using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>
/// A server for the tests of an app that follows patients: no network, no process, no waiting. The client that it makes is the real one
/// above its socket; the test says what happens and when.
/// </summary>
/// <remarks>
/// It grants everything that was not denied and delivers resources as they were pushed: who may see what is the real server's to test.
/// Time stands still until <see cref="Advance"/> or <see cref="UntilConnectedAsync"/> moves it. All members may be called from any thread.
/// </remarks>
public sealed partial class FakeCareServer
{
    private readonly Dictionary<(string Patient, bool Restricted), FakeStream> _streams = [];
    private readonly Dictionary<string, string> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, Func<object, object>> _answers = [];
    private readonly List<FakeSession> _sessions = [];
    private readonly List<AppReport> _reports = [];
    private readonly Action<TimeSpan>? _advance;

    /// <summary>Makes one with a <see cref="TestClock"/> of its own.</summary>
    public FakeCareServer()
    {
        var clock = new TestClock();
        (Time, _advance) = (clock, clock.Advance);
    }

    /// <summary>Makes one on the app's own clock.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="advance">How that clock is moved, such as <c>time.Advance</c>; without it only the test can move it.</param>
    public FakeCareServer(TimeProvider time, Action<TimeSpan>? advance = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        (Time, _advance) = (time, advance);
    }

    /// <summary>The clock of the server and of the clients that it makes.</summary>
    public TimeProvider Time { get; }

    /// <summary>The audience that subscriptions are granted for.</summary>
    public string Audience { get; set; } = "nurse";

    /// <summary>What apps have reported of events, in their order.</summary>
    public IReadOnlyList<AppReport> Reports
    {
        get { lock (Sync) return [.. _reports]; }
    }

    /// <summary>How many connections all clients have opened so far.</summary>
    public int Connections
    {
        get { lock (Sync) return _sessions.Sum(session => session.Opened); }
    }

    internal Lock Sync { get; } = new();

    internal Func<Exception>? Refusal { get; private set; }

    internal IReadOnlyCollection<string> OwnPatients => _own.Keys;

    /// <summary>A client with a sign-in of its own, not connected yet. Each call is another sign-in.</summary>
    /// <param name="configure">Changes the options, such as the log; what the fake server needs is set already.</param>
    public RealtimeCareClient CreateClient(Action<RealtimeCareClientOptions>? configure = null)
    {
        lock (Sync)
        {
            var session = new FakeSession(this, _sessions.Count + 1);
            var options = new RealtimeCareClientOptions { Server = new Uri("https://fake.care.example"), Tokens = session, Time = Time };
            configure?.Invoke(options);
            _sessions.Add(session);
            return session.Client = new RealtimeCareClient(options, session);
        }
    }

    /// <summary>Something happens to a patient; returns its position. An app that is not connected gets it later.</summary>
    /// <param name="patientId">The patient, as the app names it: the service's id, or the identifier's value.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="resource">The resource, as the app is to see it.</param>
    /// <param name="options">What it is besides; null is a durable routine event.</param>
    public Position Push(string patientId, string topic, FhirJson resource, PushOptions? options = null)
    {
        lock (Sync) return Append(patientId, EventOf(topic, resource, options), options?.Restricted ?? false).Position;
    }

    /// <summary>
    /// As <see cref="Push"/>, and waits until every connected app that follows it has handled it: its loop has asked for the next one, or
    /// its handler has completed.
    /// </summary>
    /// <exception cref="TimeoutException">An app did not handle it within ten seconds.</exception>
    public async Task<Position> DeliverAsync(
        string patientId, string topic, FhirJson resource, PushOptions? options = null, CancellationToken cancellationToken = default)
    {
        (CareEvent Event, Position Position) pushed;
        lock (Sync) pushed = Append(patientId, EventOf(topic, resource, options), options?.Restricted ?? false);
        await Waiting.UntilAsync(() => IsHandled(patientId, pushed.Event, options), "every follower having handled the event", null, cancellationToken)
            .ConfigureAwait(false);
        return pushed.Position;
    }

    /// <summary>Something comes into the person's inbox.</summary>
    public Position PushToInbox(FhirJson resource, PushOptions? options = null) =>
        Push("", Contracts.RealtimeCareProtocol.InboxTopic, resource, options);

    /// <summary>An earlier durable event of a patient is replaced.</summary>
    public Position Correct(string patientId, Position earlier, FhirJson resource)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        lock (Sync)
        {
            var found = StreamOf(patientId, false).Find(earlier);
            return Append(patientId, found with { EventId = Guid.NewGuid(), Resource = resource, Corrects = earlier.Offset }, false).Position;
        }
    }

    /// <summary>An earlier durable event of a patient is taken back.</summary>
    public Position Retract(string patientId, Position earlier, RetractReason reason = RetractReason.EnteredInError)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        lock (Sync)
        {
            var found = StreamOf(patientId, false).Find(earlier);
            StreamOf(patientId, false).Empty(found);
            var taken = found with { EventId = Guid.NewGuid(), Resource = default, Retracts = earlier.Offset, RetractReason = reason };
            return Append(patientId, taken, false).Position;
        }
    }

    /// <summary>Nothing of a patient is kept any more: followers must load afresh, and own patients join again by themselves.</summary>
    public void Rebuild(string patientId)
    {
        lock (Sync)
        {
            foreach (var stream in _streams.Where(one => one.Key.Patient == patientId)) stream.Value.Rebuild();
            _sessions.ForEach(session => session.Leave(patientId, LeftReason.Reload));
            if (_own.ContainsKey(patientId)) _sessions.ForEach(session => session.Join(patientId));
        }
    }

    /// <summary>The person treats a patient from now on: it joins what follows one's own patients.</summary>
    public void Assign(string patientId, string because = "attending")
    {
        lock (Sync)
        {
            _own[patientId] = because;
            _sessions.ForEach(session => session.Join(patientId));
        }
    }

    /// <summary>The person treats a patient no more.</summary>
    public void Discharge(string patientId)
    {
        lock (Sync)
        {
            if (_own.Remove(patientId)) _sessions.ForEach(session => session.Leave(patientId, LeftReason.Ended));
        }
    }

    /// <summary>Following a patient is not permitted from now on, and what follows it ends.</summary>
    public void Deny(string patientId)
    {
        lock (Sync)
        {
            if (_denied.Add(patientId)) _sessions.ForEach(session => session.Leave(patientId, LeftReason.Denied));
        }
    }

    /// <summary>Following a patient is permitted again.</summary>
    public void Permit(string patientId)
    {
        lock (Sync)
        {
            if (_denied.Remove(patientId) && _own.ContainsKey(patientId)) _sessions.ForEach(session => session.Join(patientId));
        }
    }

    /// <summary>What the server answers to a call that it does not know, such as <see cref="BreakGlassRequest"/>; or in place of its own answer.</summary>
    /// <param name="answer">Makes the answer; what it throws, such as a <see cref="CareException"/>, is the refusal.</param>
    public void Answer<TRequest, TResult>(Func<TRequest, TResult> answer)
        where TRequest : class, IHubRequest
        where TResult : class
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (Sync) _answers[typeof(TRequest)] = request => answer((TRequest)request);
    }

    /// <summary>All connections break.</summary>
    public void Drop()
    {
        lock (Sync) _sessions.ForEach(session => session.Current?.End(null));
    }

    /// <summary>The server ends all connections because their tokens have expired; the clients come back with new ones.</summary>
    public void ExpireToken() => End(EndReason.TokenExpired);

    /// <summary>The server ends all connections, or with a reason from 3500 on all sessions, and says why.</summary>
    public void End(EndReason reason = EndReason.Ended)
    {
        lock (Sync) _sessions.ForEach(session => session.End(reason));
    }

    /// <summary>Every attempt to connect is answered with a status, such as 503, until <see cref="Accept"/>.</summary>
    public void Refuse(int status, TimeSpan? retryAfter = null)
    {
        lock (Sync) Refusal = () => new UpgradeRefusedException(status, retryAfter, null);
    }

    /// <summary>Every attempt to connect fails as without a network, until <see cref="Accept"/>.</summary>
    public void BeUnreachable()
    {
        lock (Sync) Refusal = () => new HttpRequestException(HttpRequestError.ConnectionError, "The server could not be reached.");
    }

    /// <summary>Attempts to connect succeed again.</summary>
    public void Accept()
    {
        lock (Sync) Refusal = null;
    }

    /// <summary>All clients hand over to new connections with new tokens, as they do by themselves ahead of their tokens' end.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken = default)
    {
        RealtimeCareClient[] clients;
        lock (Sync) clients = [.. _sessions.Select(session => session.Client!)];
        foreach (var client in clients) await client.HandOverAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Up to where apps have handled a patient's events.</summary>
    public Position Acknowledged(string patientId)
    {
        lock (Sync)
        {
            var stream = StreamOf(patientId, false);
            return new Position { Epoch = stream.Epoch, Offset = stream.LeftOff };
        }
    }

    /// <summary>Moves the clock.</summary>
    /// <exception cref="InvalidOperationException">It is the test's own, and the server was not told how to move it.</exception>
    public void Advance(TimeSpan by) =>
        (_advance ?? throw new InvalidOperationException("The clock is the test's own: move it there, or hand in how."))(by);

    /// <summary>Moves the clock, a second at a time, until all clients are connected again, but for those that were suspended or disposed.</summary>
    /// <exception cref="TimeoutException">They were not within ten seconds of real time.</exception>
    public Task UntilConnectedAsync(CancellationToken cancellationToken = default) =>
        Waiting.UntilAsync(AreConnected, "every client being connected", _advance, cancellationToken);

    /// <summary>Waits until a connected app follows a patient, by itself or among its person's own; the clock stands still.</summary>
    /// <exception cref="TimeoutException">None did within ten seconds.</exception>
    public Task UntilFollowedAsync(string patientId, CancellationToken cancellationToken = default) =>
        Waiting.UntilAsync(() => IsFollowed(patientId), "an app following the patient", null, cancellationToken);

    /// <summary>Waits until something is so, such as what an app shows; the clock stands still.</summary>
    /// <param name="isSo">Looks; called often.</param>
    /// <param name="what">What is waited for, to be named when it does not come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It was not so within ten seconds.</exception>
    public static Task UntilAsync(Func<bool> isSo, string what, CancellationToken cancellationToken = default) =>
        Waiting.UntilAsync(isSo, what, null, cancellationToken);

    internal bool IsDenied(string patientId) => _denied.Contains(patientId);

    internal string BecauseOf(string patientId) => _own[patientId];

    internal void Reported(AppReport report) => _reports.Add(report);

    internal object? AnswerOf(object request) => _answers.TryGetValue(request.GetType(), out var answer) ? answer(request) : null;

    internal FakeStream StreamOf(string patientId, bool restricted)
    {
        ArgumentNullException.ThrowIfNull(patientId);
        if (!_streams.TryGetValue((patientId, restricted), out var stream)) _streams[(patientId, restricted)] = stream = new FakeStream();
        return stream;
    }
}
