using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>All subscriptions of a client: sorts what arrives to them and moves them from connection to connection.</summary>
#pragma warning disable CA1001 // Without a wait handle its semaphore holds nothing.
internal sealed partial class SubscriptionRegistry(TimeProvider time, ILogger logger) : ILinkOwner
#pragma warning restore CA1001
{
    private readonly ConcurrentDictionary<Guid, Subscription> _all = new();
    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<ILink, ServedLink> _links = [];

    /// <summary>A grant has ended; raised on the receive loop.</summary>
    public event Action<BreakGlassEnded>? GlassEnded;

    /// <summary>The session is over, or the client was disposed.</summary>
    public event Action? Ended;

    public int Count => _all.Count;

    /// <summary>What is behind.</summary>
    public Backlog Backlog { get; } = new();

    public void Add(Subscription subscription)
    {
        subscription.Starved = Starve;
        subscription.Unheard = Say;
        subscription.Advanced = () => Backlog.Note(subscription);
        _all[subscription.Id] = subscription;
    }

    public void Remove(Subscription subscription)
    {
        _all.TryRemove(subscription.Id, out _);
        subscription.End(null);
        Backlog.Forget(subscription);
    }

    /// <summary>Stops following: says on the connection that serves what was handled, and that nobody follows any more.</summary>
    /// <param name="id">A subscription, or a following, that was removed.</param>
    public Task LeaveAsync(Guid id)
    {
        ILink? serving;
        lock (_lock) serving = _serving;
        return serving is { Ended.IsCompleted: false } ? Of(serving).UnsubscribeAsync(id) : Task.CompletedTask;
    }

    /// <summary>
    /// Takes the server's grant. False when subscriptions were being moved meanwhile, so that this one may have been left
    /// behind: subscribe again under the same id, from where it has read.
    /// </summary>
    public bool Grant(Subscription subscription, SubscribeResult result, ILink link, int movesBefore)
    {
        lock (_lock)
        {
            subscription.StartAt(result);
            if (IsLeftBehind(link, movesBefore)) return false;
            subscription.Grant(result);
            Expect(subscription, result.Top, result.StateTop);
            return true;
        }
    }

    public void End(EndReason? reason)
    {
        Ended?.Invoke();
        lock (_lock) _serving = null;
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
        var from = Of(link);
        if (!_all.TryGetValue(batch.SubscriptionId, out var subscription)) EndUnknown(from, batch.SubscriptionId);
        else if (subscription.Offer(batch, from.Outbox) == BatchFit.Gap) Miss(subscription, link, isShownAgain: true);
    }

    public void UrgentEvents(ILink link, EventBatch batch)
    {
        var from = Of(link);
        if (_all.TryGetValue(batch.SubscriptionId, out var subscription)) subscription.OfferAhead(batch, from.Outbox);
        else EndUnknown(from, batch.SubscriptionId);
    }

    public void Tops(ILink link, Tops tops)
    {
        foreach (var top in tops.Subscriptions)
            if (_all.TryGetValue(top.SubscriptionId, out var subscription) && subscription.IsBehind(top)) Miss(subscription, link, isShownAgain: false);
    }

    public void AccessChanged(AccessChanged change)
    {
        if (!change.Permitted) End(change.SubscriptionId, SubscriptionEnd.AccessWithdrawn);
    }

    public void ReloadRequired(ReloadRequired reload) => End(reload.SubscriptionId, SubscriptionEnd.ReloadRequired, reload.Gap);

    public void BreakGlassEnded(BreakGlassEnded ended) => GlassEnded?.Invoke(ended);

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

    /// <summary>
    /// The server sends what nobody follows. It is not acknowledged, since nobody has handled it, but ended, which gives its room back
    /// too. Of a following that goes on it is only late.
    /// </summary>
    private void EndUnknown(ServedLink from, Guid id)
    {
        var whole = from.WholeOf(id);
        if (!_follows.ContainsKey(whole)) _ = from.UnsubscribeAsync(whole);
    }

    private void Say(Handled handled)
    {
        ILink? serving;
        lock (_lock) serving = _serving;
        if (serving is not null) Of(serving).Outbox.Post(handled);
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

    private ServedLink Of(ILink link) => _links.TryGetValue(link, out var known) ? known : _links.GetValue(link, one => new ServedLink(one, time));

    private static ResumedSubscription ResumedOf(Subscription subscription)
    {
        var (position, state) = subscription.ReadThrough()!.Value;
        return new ResumedSubscription
        {
            SubscriptionId = subscription.Id,
            Inbox = subscription.IsInbox,
            PatientId = subscription.Granted!.PatientId,
            FollowId = subscription.Follow?.Id,
            // A following says them once for all of its patients.
            Topics = subscription.Follow is null ? subscription.Topics : [],
            Restricted = subscription.Follow is null && subscription.Options.Restricted,
            Audience = subscription.Follow is null ? subscription.Options.Audience : null,
            After = position,
            StateAfter = state,
            Start = subscription.First?.Start.Offset,
            From = subscription.Options.After is null ? subscription.Options.From : null,
        };
    }
}
