using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// Ends on one connection what nobody follows any more: one after another, so that they take one call's room, and each behind what
/// was handled of it. What cannot be said before the connection is over need not be: the next one does not take it over.
/// </summary>
internal sealed class Unsubscriptions(ILink link, AcknowledgementOutbox outbox, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Task> _running = [];
    private Task _last = Task.CompletedTask;

    /// <summary>Ends one; what is being ended is not ended twice.</summary>
    public Task AddAsync(Guid id)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(id, out var running)) return running;
            return _running[id] = _last = EndAsync(id, _last);
        }
    }

    private async Task EndAsync(Guid id, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await Task.WhenAny(outbox.FlushAsync(), outbox.Sending, link.Ended).ConfigureAwait(false);
            await SendAsync(id).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection is over. Refused for another reason, it is asked for again with the next that comes of it.
        }
        finally
        {
            lock (_lock) _running.Remove(id);
        }
    }

    private async Task SendAsync(Guid id)
    {
        var request = new UnsubscribeRequest { InvocationId = Guid.NewGuid(), ConnectionToken = link.Welcome.ConnectionToken, SubscriptionId = id };
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan? wait;
            try
            {
                await link.CallAsync<Done>(nameof(ICareHub.Unsubscribe), request, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (CareException exception) when (Refusals.IsForLater(exception.Error.Code))
            {
                wait = Refusals.RetryAfter(exception);
            }

            await Task.WhenAny(link.Ended, Task.Delay(Backoff.Jittered.Next(attempt, wait), time)).ConfigureAwait(false);
        }
    }
}
