using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// A move takes all subscriptions over: to a new connection, or, where something got lost, to the same one again. Moves are made one
/// after another, so that an older connection takes nothing back from a newer one.
/// </summary>
internal sealed partial class SubscriptionRegistry
{
    private readonly SemaphoreSlim _turn = new(1);
    private ILink? _serving;
    // Odd while a move is made.
    private int _moves;
    private bool _isRecoveryWanted;

    private bool IsMoving => (_moves & 1) == 1;

    /// <summary>Everything has moved to a new connection; it becomes the current one.</summary>
    public event Action<ILink>? Adopted;

    /// <summary>Where the moves stand, to be taken before something is begun on a connection that one must not overtake.</summary>
    /// <exception cref="LinkLostException">Everything has moved away from it: another becomes the current one.</exception>
    public int Begin(CallStamp stamp)
    {
        lock (_lock)
        {
            if (_serving is not null && _serving.Welcome.ConnectionToken != stamp.ConnectionToken) throw new LinkLostException();
            return _moves;
        }
    }

    /// <summary>Completes when no move is made.</summary>
    public async Task StandAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        _turn.Release();
    }

    /// <summary>Moves every subscription to a new connection.</summary>
    public async Task AdoptAsync(ILink link, CancellationToken cancellationToken)
    {
        var adopted = Of(link);
        adopted.Outbox.Sending = SendAcknowledgementsAsync(link, adopted.Outbox);
        adopted.Age = Interlocked.Increment(ref _adopted);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        ILink? before;
        try
        {
            before = _serving;
            await MoveAsync(link, isNew: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
            BeginRecovery();
        }

        // The server may hear nothing more on the connection before, so this one is told everything.
        if (before is not null && before != link) Of(before).Outbox.Dispose();
        foreach (var subscription in _all.Values)
            if (subscription.SoFar is { } handled) adopted.Outbox.Post(handled);
        Adopted?.Invoke(link);
    }

    /// <summary>Says what was handled, and waits until the server has heard it.</summary>
    public Task SettleAsync(ILink link)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_serving, link)) _serving = null;
        }

        var outbox = Of(link).Outbox;
        outbox.Dispose();
        return outbox.Sending;
    }

    /// <summary>Whether what was begun then on a connection has been left behind by a move since.</summary>
    private bool IsLeftBehind(ILink link, int movesBefore) => movesBefore != _moves || IsMoving || !ReferenceEquals(link, _serving);

    /// <summary>
    /// Something got lost on the way. The third time at one place resuming does not help: that one ends, and nothing else.
    /// </summary>
    /// <param name="subscription">Of what.</param>
    /// <param name="link">Where it was noticed.</param>
    /// <param name="isShownAgain">Whether it shows again with the next batch, so that a move that is made may have seen to it.</param>
    private void Miss(Subscription subscription, ILink link, bool isShownAgain)
    {
        bool helps;
        lock (_lock)
        {
            if (!ReferenceEquals(_serving, link) || (IsMoving && isShownAgain) || _isRecoveryWanted) return;
            helps = _isRecoveryWanted = IsMoving || subscription.NoteGap();
        }

        logger.Gap(subscription.Id);
        ConnectingMetrics.Gaps.Add(1);
        if (helps) BeginRecovery();
        else GiveUp(subscription, link);
    }

    /// <summary>Asks again for what was turned away.</summary>
    private void Starve()
    {
        lock (_lock) _isRecoveryWanted = true;
        BeginRecovery();
    }

    private void GiveUp(Subscription subscription, ILink link)
    {
        logger.Unreadable(subscription.Id);
        if (subscription.Follow is null) End(subscription.Id, SubscriptionEnd.ReloadRequired);
        else lock (_lock) Leave(subscription, LeftReason.Reload, null);
        _ = Of(link).UnsubscribeAsync(subscription.Id);
    }

    private void BeginRecovery()
    {
        lock (_lock)
        {
            if (!_isRecoveryWanted || IsMoving || _serving is not { Ended.IsCompleted: false }) return;
        }

        _ = RecoverAsync();
    }

    private async Task RecoverAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        ILink? link;
        lock (_lock) link = _isRecoveryWanted ? _serving : null;
        try
        {
            using var timeout = new CancellationTokenSource(LinkOpener.Timeout, time);
            if (link is not null) await MoveAsync(link, isNew: false, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The worker makes a new connection with the backoff it has, and resumes there.
            link!.Abandon();
            return;
        }
        finally
        {
            _turn.Release();
        }

        BeginRecovery();
    }

    private async Task MoveAsync(ILink link, bool isNew, CancellationToken cancellationToken)
    {
        ResumeRequest request;
        bool wasWanted;
        lock (_lock)
        {
            _moves++;
            (wasWanted, _isRecoveryWanted) = (_isRecoveryWanted, false);
            request = RequestOf(link);
        }

        var isMade = false;
        try
        {
            if (request is not { Subscriptions: [], Following: null })
            {
                var result = await link.CallAsync<ResumeResult>(nameof(ICareHub.Resume), request, cancellationToken).ConfigureAwait(false);
                Take(link, request, result);
            }

            isMade = true;
        }
        finally
        {
            lock (_lock)
            {
                _moves++;
                if (isMade && isNew) _serving = link;
                if (!isMade) _isRecoveryWanted |= wasWanted;
            }
        }
    }

    private void Take(ILink link, ResumeRequest request, ResumeResult result)
    {
        foreach (var outcome in result.Following ?? [])
            if (outcome.Status == ResumeStatus.Denied) EndFollow(outcome.FollowId);
        foreach (var outcome in result.Subscriptions)
        {
            if (outcome.Status == ResumeStatus.Resumed)
            {
                if (!_all.TryGetValue(outcome.SubscriptionId, out var resumed)) EndUnknown(Of(link), outcome.SubscriptionId);
                // After a handover too: the connection before may have been dead for long without its end being noticed.
                else Expect(resumed, outcome.Top, outcome.StateTop);
                continue;
            }

            if (TryLeave(outcome)) continue;
            if (outcome.Status == ResumeStatus.Denied) End(outcome.SubscriptionId, SubscriptionEnd.AccessWithdrawn);
            if (outcome.Status == ResumeStatus.Reload) End(outcome.SubscriptionId, SubscriptionEnd.ReloadRequired, outcome.Gap);
        }

        foreach (var following in request.Following ?? [])
            if (!_follows.ContainsKey(following.FollowId)) _ = Of(link).UnsubscribeAsync(following.FollowId);
    }

    private ResumeRequest RequestOf(ILink link)
    {
        ResumedFollow[] following = [.. _follows.Values.Where(follow => follow.IsKnown).Select(ResumedOf)];
        return new ResumeRequest
        {
            InvocationId = Guid.NewGuid(),
            ConnectionToken = link.Welcome.ConnectionToken,
            Subscriptions = [.. _all.Values.Where(s => s.IsRunning).Select(ResumedOf)],
            Following = following.Length > 0 ? following : null,
        };
    }
}
