using System.Runtime.CompilerServices;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>What is followed and how; one's own inbox when there is no patient.</summary>
internal sealed record FollowStart(PatientReference? Patient, IReadOnlyList<string> Topics, FollowOptions Options)
{
    public override string ToString() => "(start of following)";
}

/// <summary>Begins and ends subscriptions.</summary>
internal sealed class PatientFollower(HubClient hub, SubscriptionRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan UnsubscribeTimeout = TimeSpan.FromSeconds(5);

    public async Task<Subscription> SubscribeAsync(FollowStart start, CancellationToken cancellationToken)
    {
        if (registry.Count >= RealtimeCareProtocol.MaxSubscriptions) throw new InvalidOperationException("A session follows at most 200 patients.");
        var subscription = new Subscription([.. start.Topics], start.Options) { IsInbox = start.Patient is null };
        if (start.Options.After is { } after) subscription.StartAt(after);
        registry.Add(subscription);
        try
        {
            await SubscribeAsync(subscription, start, cancellationToken).ConfigureAwait(false);
            return subscription;
        }
        catch (CareException) when (subscription.First is null)
        {
            registry.Remove(subscription);
            throw;
        }
        catch
        {
            // The server may have taken it already, and would go on sending.
            _ = LeaveAsync(subscription);
            throw;
        }
    }

    public async IAsyncEnumerable<Notification> StreamAsync(FollowStart start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscription = await SubscribeAsync(start, cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var notification in subscription.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return notification;
        }
        finally
        {
            await LeaveAsync(subscription).ConfigureAwait(false);
        }
    }

    /// <summary>Stops following. The server is told when it can be; otherwise the next connection does not take it over.</summary>
    public async Task LeaveAsync(Subscription subscription)
    {
        registry.Remove(subscription);
        await UnsubscribeAsync(subscription.Id).ConfigureAwait(false);
    }

    /// <summary>Tells the server that a subscription, or a following, is over, and waits a while for it to hear.</summary>
    public async Task UnsubscribeAsync(Guid id)
    {
        try
        {
            await registry.LeaveAsync(id).WaitAsync(UnsubscribeTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nobody waits for it, and nothing of it is shown any more.
        }
    }

    /// <summary>Asks for something to be followed, again where subscriptions were being moved meanwhile, until it is granted.</summary>
    public async Task AskAsync<TResult>(
        string method, Func<CallStamp, object> requestOf, Func<TResult, ILink, int, bool> isGranted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var moves = 0;
            var (result, link) = await hub.Calls.CallAsync<TResult>(method, Request, cancellationToken).ConfigureAwait(false);
            if (isGranted(result, link, moves)) return;
            await registry.StandAsync(cancellationToken).ConfigureAwait(false);

            object Request(CallStamp stamp)
            {
                moves = registry.Begin(stamp);
                return requestOf(stamp);
            }
        }
    }

    private async Task SubscribeAsync(Subscription subscription, FollowStart start, CancellationToken cancellationToken)
    {
        var method = start.Patient is null ? nameof(ICareHub.FollowInbox) : nameof(ICareHub.Subscribe);
        await AskAsync<SubscribeResult>(
            method, stamp => RequestOf(stamp, subscription, start), (result, link, moves) => registry.Grant(subscription, result, link, moves), cancellationToken)
            .ConfigureAwait(false);
        if (subscription.First?.Gap is { } gap) start.Options.Missed?.Invoke(gap);
    }

    private static object RequestOf(CallStamp stamp, Subscription subscription, FollowStart start)
    {
        var read = subscription.ReadThrough();
        if (start.Patient is null)
            return new FollowInboxRequest
            {
                InvocationId = stamp.InvocationId,
                ConnectionToken = stamp.ConnectionToken,
                SubscriptionId = subscription.Id,
                Restricted = start.Options.Restricted,
                Audience = start.Options.Audience,
                From = start.Options.From,
                After = read?.Position,
            };
        return new SubscribeRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            SubscriptionId = subscription.Id,
            Patient = start.Patient,
            Topics = subscription.Topics,
            Restricted = start.Options.Restricted,
            Audience = start.Options.Audience,
            From = start.Options.From,
            After = read?.Position,
            StateAfter = read?.State ?? 0,
        };
    }
}
