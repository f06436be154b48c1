using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>All subscriptions of a client: sorts what arrives to them and moves them from connection to connection.</summary>
internal sealed partial class SubscriptionRegistry(TimeProvider time, ILogger logger) : ILinkOwner
{
    private readonly ConcurrentDictionary<Guid, Subscription> _all = new();
    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<ILink, AcknowledgementOutbox> _outboxes = [];
    private ILink? _serving;
    private int _moves;
    private int _recovering;

    public event Action<BreakGlassEnded>? GlassEnded;

    /// <summary>Everything has moved to a new connection; it becomes the current one.</summary>
    public event Action<ILink>? Adopted;

    /// <summary>The session is over, or the client was disposed.</summary>
    public event Action? Ended;

    public int Count => _all.Count;

    /// <summary>What is behind.</summary>
    public Backlog Backlog { get; } = new();

    public void Add(Subscription subscription)
    {
        subscription.Starved = () => Recover(subscription);
        subscription.Advanced = () => Backlog.Note(subscription);
        _all[subscription.Id] = subscription;
    }

    public void Remove(Subscription subscription)
    {
        _all.TryRemove(subscription.Id, out _);
        subscription.End(null);
        Backlog.Forget(subscription);
    }

    /// <summary>How often subscriptions were moved; a grant that was overtaken by one does not count.</summary>
    public int Moves => Volatile.Read(ref _moves);

    /// <summary>
    /// Takes the server's grant. False when subscriptions were being moved meanwhile, so that this one may have been left
    /// behind: subscribe again under the same id, from where it has read.
    /// </summary>
    public bool Grant(Subscription subscription, SubscribeResult result, ILink link, int movesBefore)
    {
        lock (_lock)
        {
            subscription.StartAt(result);
            if (!ReferenceEquals(link, _serving) || movesBefore != _moves) return false;
            subscription.Grant(result);
            Expect(subscription, result.Top, result.StateTop);
            return true;
        }
    }

    /// <summary>Moves every subscription to a new connection.</summary>
    public async Task AdoptAsync(ILink link, CancellationToken cancellationToken)
    {
        var outbox = OutboxOf(link);
        outbox.Sending = SendAcknowledgementsAsync(link, outbox);
        NoteAge(link);
        // A handover leaves no gap, so that whoever was live stays so.
        var isHandover = _serving is { Ended.IsCompleted: false };
        await ResumeAsync(link, isBehind: !isHandover, cancellationToken).ConfigureAwait(false);
        lock (_lock) _serving = link;
        foreach (var subscription in _all.Values)
            if (subscription.TakeUnsaid() is { } handled) outbox.Post(new Handled(handled, 0, 0));
        Adopted?.Invoke(link);
    }

    /// <summary>Says what was handled, and waits until the server has heard it.</summary>
    public Task SettleAsync(ILink link)
    {
        lock (_lock) _serving = null;
        if (!_outboxes.TryGetValue(link, out var outbox)) return Task.CompletedTask;
        outbox.Dispose();
        return outbox.Sending;
    }

    public void End(EndReason? reason)
    {
        Ended?.Invoke();
        EndFollows(reason);
        foreach (var subscription in _all.Values)
        {
            subscription.End(reason is { } because ? new SessionEndedException(because) : null);
            Backlog.Forget(subscription);
        }

        _all.Clear();
    }

    public void Events(ILink link, EventBatch batch)
    {
        var outbox = OutboxOf(link);
        if (!_all.TryGetValue(batch.SubscriptionId, out var subscription))
        {
            // Sent before the server knew that nobody follows any more; it still takes room in the window.
            outbox.Post(new Handled(AllOf(batch), batch.Events.Count, 0));
            return;
        }

        if (subscription.Offer(batch, outbox) == BatchFit.Gap) Recover(subscription, link);
    }

    public void UrgentEvents(ILink link, EventBatch batch)
    {
        if (_all.TryGetValue(batch.SubscriptionId, out var subscription)) subscription.OfferAhead(batch, OutboxOf(link));
    }

    public void Tops(ILink link, Tops tops)
    {
        foreach (var top in tops.Subscriptions)
            if (_all.TryGetValue(top.SubscriptionId, out var subscription) && subscription.IsBehind(top)) Recover(subscription, link);
    }

    public void AccessChanged(AccessChanged change)
    {
        if (!change.Permitted) End(change.SubscriptionId, SubscriptionEnd.AccessWithdrawn);
    }

    public void ReloadRequired(ReloadRequired reload) => End(reload.SubscriptionId, SubscriptionEnd.ReloadRequired, reload.Gap);

    // Off the receive loop, since the app's handler may take its time.
    public void BreakGlassEnded(BreakGlassEnded ended) => ThreadPool.QueueUserWorkItem(_ => GlassEnded?.Invoke(ended));

    private void End(Guid id, SubscriptionEnd reason, Gap? gap = null)
    {
        if (!_all.TryRemove(id, out var subscription)) return;
        subscription.End(new SubscriptionEndedException(reason, gap));
        Backlog.Forget(subscription);
    }

    private void Expect(Subscription subscription, long top, long stateTop)
    {
        Backlog.Expect(subscription, top, stateTop);
        // It may have ended meanwhile, before there was anything to forget.
        if (!_all.ContainsKey(subscription.Id)) Backlog.Forget(subscription);
    }

    private void Recover(Subscription subscription, ILink? from = null)
    {
        ILink? serving;
        lock (_lock) serving = _serving;
        if (serving is null || (from is not null && !ReferenceEquals(serving, from))) return;
        if (Interlocked.Exchange(ref _recovering, 1) == 1) return;
        _ = RecoverAsync(subscription, serving);
    }

    private async Task RecoverAsync(Subscription subscription, ILink link)
    {
        try
        {
            logger.Gap(subscription.Id);
            ConnectingMetrics.Gaps.Add(1);
            if (subscription.NoteGap()) await ResumeAsync(link, isBehind: true, CancellationToken.None).ConfigureAwait(false);
            else link.Abandon();
        }
        catch (Exception)
        {
            // The worker makes a new connection with the backoff it has, and resumes there.
            link.Abandon();
        }
        finally
        {
            Volatile.Write(ref _recovering, 0);
        }
    }

    private async Task ResumeAsync(ILink link, bool isBehind, CancellationToken cancellationToken)
    {
        ResumedSubscription[] resumed;
        ResumedFollow[] following;
        lock (_lock)
        {
            _moves++;
            following = [.. _follows.Values.Where(follow => follow.IsKnown).Select(ResumedOf)];
            resumed = [.. _all.Values.Where(s => s.IsRunning).Select(ResumedOf)];
        }

        if (resumed.Length == 0 && following.Length == 0) return;
        var request = new ResumeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = link.Welcome.ConnectionToken, Subscriptions = resumed, Following = following.Length > 0 ? following : null,
        };
        var result = await link.CallAsync<ResumeResult>(nameof(ICareHub.Resume), request, cancellationToken).ConfigureAwait(false);
        foreach (var outcome in result.Following ?? [])
            if (outcome.Status == ResumeStatus.Denied) EndFollow(outcome.FollowId);
        foreach (var outcome in result.Subscriptions)
        {
            if (outcome.Status == ResumeStatus.Resumed && isBehind && _all.TryGetValue(outcome.SubscriptionId, out var resumedOne))
                Expect(resumedOne, outcome.Top, outcome.StateTop);
            if (outcome.Status != ResumeStatus.Resumed && TryLeave(outcome)) continue;
            if (outcome.Status == ResumeStatus.Denied) End(outcome.SubscriptionId, SubscriptionEnd.AccessWithdrawn);
            if (outcome.Status == ResumeStatus.Reload) End(outcome.SubscriptionId, SubscriptionEnd.ReloadRequired, outcome.Gap);
        }

        Interlocked.Increment(ref _moves);
    }

    private async Task SendAcknowledgementsAsync(ILink link, AcknowledgementOutbox outbox)
    {
        var request = new AcknowledgeRequest { InvocationId = Guid.NewGuid(), ConnectionToken = link.Welcome.ConnectionToken };
        try
        {
            await link.AcknowledgeAsync(request, outbox.ReadAsync(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LinkLostException or SessionEndedException)
        {
            // The connection is over, and its acknowledgements with it.
        }
        catch (Exception exception)
        {
            logger.AcknowledgementsFailed(ConnectingLog.FaultOf(exception));
            link.Abandon();
        }
        finally
        {
            outbox.Dispose();
        }
    }

    private AcknowledgementOutbox OutboxOf(ILink link) =>
        _outboxes.TryGetValue(link, out var outbox) ? outbox : _outboxes.GetValue(link, NewOutboxOf);

    private AcknowledgementOutbox NewOutboxOf(ILink link) =>
        new(link.Welcome.MaxUnacknowledgedEvents, link.Welcome.MaxUnacknowledgedBytes, time);

    private static ResumedSubscription ResumedOf(Subscription subscription)
    {
        var (position, state) = subscription.ReadThrough()!.Value;
        return new ResumedSubscription
        {
            SubscriptionId = subscription.Id,
            Inbox = subscription.IsInbox,
            PatientId = subscription.Granted!.PatientId,
            FollowId = subscription.Follow?.Id,
            Topics = subscription.Topics,
            Restricted = subscription.Options.Restricted,
            Audience = subscription.Options.Audience,
            After = position,
            StateAfter = state,
            Start = subscription.First?.Start.Offset,
            From = subscription.Options.After is null ? subscription.Options.From : null,
        };
    }

    private static Acknowledgement AllOf(EventBatch batch) =>
        new() { SubscriptionId = batch.SubscriptionId, Through = batch.Through, StateThrough = batch.StateThrough };
}
