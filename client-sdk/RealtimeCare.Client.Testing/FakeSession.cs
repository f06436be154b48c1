using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>One sign-in with its client: gives tokens, opens connections and sends what the client follows. Guarded by the server's lock.</summary>
internal sealed class FakeSession(FakeCareServer server, int number) : ILinkFactory, ITokenSource
{
    public static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    private readonly Dictionary<Guid, FakeSubscription> _subscriptions = [];
    private readonly Dictionary<Guid, FakeFollow> _follows = [];
    private EndReason? _end;
    private int _tokens;
    private int _opened;

    public string Id { get; } = $"session-{number}";

    public RealtimeCareClient? Client { get; set; }

    public FakeConnection? Current { get; private set; }

    public int Opened => _opened;

    /// <summary>Whether the client has a connection and knows it.</summary>
    public bool IsConnected => Current is { IsOpen: true } && Client!.Status.State is ConnectionState.Live or ConnectionState.CatchingUp;

    /// <summary>Whether the client has been connected and wants to be.</summary>
    public bool Wants => _opened > 0 && _end is null && Client!.Status.State is not (ConnectionState.Disconnected or ConnectionState.Suspended);

    public IEnumerable<FakeSubscription> Subscriptions => _subscriptions.Values;

    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default)
    {
        lock (server.Sync)
        {
            if (_end is not null) throw Refusal(ErrorCode.SessionEnded, "The session has ended.");
            if (newerThan?.Value == TokenText) _tokens++;
            return ValueTask.FromResult(new AccessToken(TokenText, server.Time.GetUtcNow() + TokenLife));
        }
    }

    public Task<ILink> OpenAsync(AccessToken token, ILinkOwner owner, CancellationToken cancellationToken)
    {
        lock (server.Sync)
        {
            if (server.Refusal is { } refusal) throw refusal();
            if (_end is not null) throw new UpgradeRefusedException(401, null, null);
            Current = new FakeConnection(this, owner, ++_opened, server.Time.GetUtcNow());
            return Task.FromResult<ILink>(Current);
        }
    }

    public object Answer(FakeConnection connection, object request)
    {
        lock (server.Sync)
        {
            return server.AnswerOf(request) ?? request switch
            {
                SubscribeRequest subscribe => Subscribe(subscribe),
                FollowInboxRequest inbox => Subscribe(new SubscribeRequest
                {
                    InvocationId = inbox.InvocationId, ConnectionToken = inbox.ConnectionToken, SubscriptionId = inbox.SubscriptionId,
                    Patient = PatientReference.ById(""), Topics = [Contracts.RealtimeCareProtocol.InboxTopic], Restricted = inbox.Restricted,
                    From = inbox.From, After = inbox.After,
                }),
                FollowMineRequest mine => FollowMine(mine),
                ResumeRequest resume => Resume(connection, resume),
                UnsubscribeRequest unsubscribe => Unsubscribe(unsubscribe),
                SnapshotRequest snapshot => Snapshot(snapshot),
                ReportActivityRequest => new ReportActivityResult(),
                ReportRequest report => Report(report),
                _ => throw new NotSupportedException($"Say what the fake server answers to {request.GetType().Name}: server.Answer(...)."),
            };
        }
    }

    public void Take(Acknowledgement acknowledgement)
    {
        lock (server.Sync)
        {
            if (_subscriptions.TryGetValue(acknowledgement.SubscriptionId, out var subscription)) subscription.Take(acknowledgement);
        }
    }

    public void End(EndReason reason)
    {
        if (reason.EndsSession()) _end = reason;
        Current?.End(reason);
    }

    /// <summary>Sends each subscription what it has not been sent.</summary>
    public void Send()
    {
        if (Current is not { IsOpen: true } connection) return;
        foreach (var subscription in _subscriptions.Values)
            foreach (var batch in subscription.TakeBatches()) connection.Owner.Events(connection, batch);
    }

    public void Join(string patientId)
    {
        foreach (var follow in _follows.Values) Join(follow, patientId);
    }

    /// <summary>Ends what follows a patient, in the words of what it is.</summary>
    public void Leave(string patientId, LeftReason reason)
    {
        foreach (var subscription in _subscriptions.Values.Where(one => one.PatientId == patientId).ToArray())
        {
            if (subscription.FollowId is null && reason == LeftReason.Ended) continue;
            _subscriptions.Remove(subscription.Id);
            if (Current is not { IsOpen: true } connection) continue;
            if (subscription.FollowId is { } follow)
                connection.Owner.Left(connection, new Left { FollowId = follow, SubscriptionId = subscription.Id, PatientId = patientId, Reason = reason });
            else if (reason == LeftReason.Reload) connection.Owner.ReloadRequired(new ReloadRequired { SubscriptionId = subscription.Id });
            else connection.Owner.AccessChanged(new AccessChanged { SubscriptionId = subscription.Id, Permitted = false });
        }
    }

    private string TokenText => $"{Id}-access-{_tokens}";

    private SubscribeResult Subscribe(SubscribeRequest request)
    {
        var patient = request.Patient.Id ?? request.Patient.Identifier!.Value;
        if (server.IsDenied(patient)) throw Refusal(ErrorCode.Forbidden, "Not permitted.");
        var stream = server.StreamOf(patient, request.Restricted);
        if (request.After is { } after && (after.Epoch != stream.Epoch || after.Offset > stream.Top.Offset))
            throw Refusal(ErrorCode.UnknownPosition, "The position is not one of this stream.");
        var start = request.After ?? StartOf(stream, request.From);
        _subscriptions[request.SubscriptionId] = new FakeSubscription(request.SubscriptionId, patient, stream, request.Topics, start, request.StateAfter);
        Send();
        return new SubscribeResult
        {
            SubscriptionId = request.SubscriptionId, PatientId = patient, Start = start, Audience = server.Audience,
            Top = stream.Top.Offset, StateTop = stream.StateTop,
        };
    }

    private FollowMineResult FollowMine(FollowMineRequest request)
    {
        var follow = _follows[request.FollowId] = new FakeFollow(request.FollowId, request.Topics, request.From, request.Restricted);
        return new FollowMineResult { FollowId = follow.Id, Patients = [.. server.OwnPatients.Select(own => Join(follow, own)).OfType<Joined>()] };
    }

    private Joined? Join(FakeFollow follow, string patientId)
    {
        var id = follow.IdOf(patientId);
        if (_subscriptions.ContainsKey(id) || server.IsDenied(patientId)) return null;
        var stream = server.StreamOf(patientId, follow.Restricted);
        var start = StartOf(stream, follow.From);
        _subscriptions[id] = new FakeSubscription(id, patientId, stream, follow.Topics, start, 0) { FollowId = follow.Id };
        var joined = new Joined
        {
            FollowId = follow.Id, SubscriptionId = id, PatientId = patientId, Start = start, Audience = server.Audience, Because = server.BecauseOf(patientId),
            Top = stream.Top.Offset, StateTop = stream.StateTop,
        };
        if (Current is { IsOpen: true } connection) connection.Owner.Joined(connection, joined);
        Send();
        return joined;
    }

    private ResumeResult Resume(FakeConnection connection, ResumeRequest request)
    {
        Current = connection;
        _subscriptions.Clear();
        _follows.Clear();
        foreach (var one in request.Following ?? [])
            _follows[one.FollowId] = new FakeFollow(one.FollowId, one.Topics, one.From, one.Restricted);
        var result = new ResumeResult { Subscriptions = [.. request.Subscriptions.Select(Resume)] };
        foreach (var follow in _follows.Values)
            foreach (var patient in server.OwnPatients) Join(follow, patient);
        Send();
        return result;
    }

    private ResumeOutcome Resume(ResumedSubscription one)
    {
        var follow = one.FollowId is { } id ? _follows.GetValueOrDefault(id) : null;
        follow?.Know(one.PatientId, one.SubscriptionId);
        var stream = server.StreamOf(one.PatientId, follow?.Restricted ?? one.Restricted);
        var status = server.IsDenied(one.PatientId) ? ResumeStatus.Denied : one.After.Epoch == stream.Epoch ? ResumeStatus.Resumed : ResumeStatus.Reload;
        LeftReason? left = one.FollowId is null ? null : status switch
        {
            ResumeStatus.Denied => LeftReason.Denied,
            ResumeStatus.Reload => LeftReason.Reload,
            _ when !server.OwnPatients.Contains(one.PatientId) => LeftReason.Ended,
            _ => null,
        };
        if (left is not null && status == ResumeStatus.Resumed) status = ResumeStatus.Denied;
        if (status == ResumeStatus.Resumed)
            _subscriptions[one.SubscriptionId] =
                new FakeSubscription(one.SubscriptionId, one.PatientId, stream, follow?.Topics ?? one.Topics, one.After, one.StateAfter) { FollowId = one.FollowId };
        return new ResumeOutcome { SubscriptionId = one.SubscriptionId, Status = status, Left = left, Top = stream.Top.Offset, StateTop = stream.StateTop };
    }

    private Done Unsubscribe(UnsubscribeRequest request)
    {
        _subscriptions.Remove(request.SubscriptionId);
        if (_follows.Remove(request.SubscriptionId))
            foreach (var one in _subscriptions.Values.Where(one => one.FollowId == request.SubscriptionId).ToArray()) _subscriptions.Remove(one.Id);
        return DoneNow();
    }

    private SnapshotResult Snapshot(SnapshotRequest request)
    {
        var patient = request.Patient.Id ?? request.Patient.Identifier!.Value;
        if (server.IsDenied(patient)) throw Refusal(ErrorCode.Forbidden, "Not permitted.");
        var stream = server.StreamOf(patient, request.Restricted);
        return new SnapshotResult { Position = stream.Top, Events = stream.StateAfter(0, request.Topics) };
    }

    private Done Report(ReportRequest request)
    {
        if (!_subscriptions.TryGetValue(request.SubscriptionId, out var subscription)) throw Refusal(ErrorCode.NothingToReport, "Nothing to report.");
        server.Reported(new AppReport(subscription.PatientId, request.Offset, request.Level));
        return DoneNow();
    }

    private static Position StartOf(FakeStream stream, FollowFrom from) => from switch
    {
        FollowFrom.Now => stream.Top,
        FollowFrom.LeftOff => new Position { Epoch = stream.Epoch, Offset = stream.LeftOff },
        _ => new Position { Epoch = stream.Epoch, Offset = 0 },
    };

    private Done DoneNow() => new() { At = server.Time.GetUtcNow() };

    private static CareException Refusal(ErrorCode code, string text) => new(new CareError(code, text, "fake"));
}
