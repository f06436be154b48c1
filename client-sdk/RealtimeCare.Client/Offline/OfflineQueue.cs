using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Offline;

/// <summary>
/// Calls that wait for a connection: in memory alone, encrypted, in order, each sent until it has an answer. One at a time, so that
/// none overtakes another.
/// </summary>
internal sealed class OfflineQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<WaitingCall> _waiting = [];
#pragma warning disable CA2213 // Without a timer it holds nothing, and the session's end may still be told when the queue is disposed.
    private readonly CancellationTokenSource _stop = new();
#pragma warning restore CA2213
    private readonly OfflineQueueOptions _options;
    private readonly ConnectionWorker _worker;
    private readonly HubCalls _calls;
    private readonly TimeProvider _time;
    private readonly ITimer _expiry;
    private OfflineCipher _cipher = new();
    private string? _session;
    private int _bytes;
    private bool _isSending;
    private bool _isToSend;
    private bool _isOver;

    public OfflineQueue(OfflineQueueOptions options, ConnectionWorker worker, HubCalls calls, TimeProvider time)
    {
        options.Validate();
        (_options, _worker, _calls, _time) = (options, worker, calls, time);
        _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waits, as it lies in memory.</summary>
    internal IReadOnlyList<byte[]> Contents
    {
        get { lock (_lock) return [.. _waiting.Select(call => call.Content)]; }
    }

    /// <summary>Takes a call; completes when the server has answered it.</summary>
    /// <exception cref="OfflineQueueException">It was not taken, or waited in vain.</exception>
    public async Task CallAsync(Func<CallStamp, object> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = Take(request);
        Send();
        try
        {
            await call.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            TakeBack(call, cancellationToken);
            throw;
        }
    }

    /// <summary>Everything has moved to a new connection. What waited in another session is erased.</summary>
    public void Adopted(ILink link)
    {
        lock (_lock)
        {
            if (_session is not null && _session != link.Welcome.SessionId) Erase();
            _session = link.Welcome.SessionId;
        }

        Send();
    }

    /// <summary>The session is over: everything that waits is erased, and nothing is taken any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
            Erase();
        }

        _stop.Cancel();
    }

    public void Dispose()
    {
        End();
        _expiry.Dispose();
        _cipher.Dispose();
    }

    private WaitingCall Take(Func<CallStamp, object> request)
    {
        lock (_lock)
        {
            if (_isOver) throw new OfflineQueueException(OfflineQueueReason.Purged);
            if (_session is null) throw new InvalidOperationException("Connect first.");
            if (_waiting.Count >= _options.MaxCalls) throw new OfflineQueueException(OfflineQueueReason.Full);
            var call = new WaitingCall(request, _cipher, _session, _time.GetUtcNow() + _options.TimeToLive);
            if (_bytes + call.Content.Length > _options.MaxBytes)
            {
                call.Finish(null);
                throw new OfflineQueueException(OfflineQueueReason.Full);
            }

            _waiting.AddLast(call);
            _bytes += call.Content.Length;
            if (_waiting.Count == 1) _expiry.Change(_options.TimeToLive, Timeout.InfiniteTimeSpan);
            return call;
        }
    }

    private void Send()
    {
        lock (_lock)
        {
            _isToSend = true;
            if (_isSending || _waiting.Count == 0) return;
            _isSending = true;
        }

        _ = Task.Run(SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            WaitingCall? call;
            lock (_lock)
            {
                call = _isToSend ? _waiting.First?.Value : null;
                _isSending = call is not null;
                if (call is null) return;
                _isToSend = false;
            }

            // Without a connection in sight the next one brings a new turn; who came meanwhile has one already.
            if (!await TrySendAsync(call).ConfigureAwait(false)) continue;
            lock (_lock) _isToSend = true;
        }
    }

    /// <summary>Sends one until it has an answer; false when there is no connection, and none in sight.</summary>
    private async Task<bool> TrySendAsync(WaitingCall call)
    {
        for (var attempt = 0; ; attempt++)
        {
            ILink? link = null;
            try
            {
                link = await _worker.LinkAsync(_stop.Token).ConfigureAwait(false);
                if (!TryStart(call, link)) return true;
                await _calls.OnceAsync<Done>(link, call.Method, call.RequestFor(link), _stop.Token).ConfigureAwait(false);
                Finish(call, null);
                return true;
            }
            catch (LinkLostException)
            {
                _worker.Lost(link!);
                Pause(call);
            }
            catch (CareException exception) when (Refusals.IsForLater(exception.Error.Code))
            {
                Pause(call);
                await DelayAsync(Backoff.Jittered.Next(attempt, Refusals.RetryAfter(exception))).ConfigureAwait(false);
            }
            catch (Exception exception) when (link is not null && exception is not SessionEndedException)
            {
                Finish(call, exception);
                return true;
            }
            catch (Exception)
            {
                Pause(call);
                return false;
            }
        }
    }

    private Task<Task> DelayAsync(TimeSpan wait) =>
        Task.WhenAny(Task.Delay(wait, _time, _stop.Token));

    private bool TryStart(WaitingCall call, ILink link)
    {
        lock (_lock)
        {
            if (!_waiting.Contains(call)) return false;
            if (call.Session != link.Welcome.SessionId) Remove(call, new OfflineQueueException(OfflineQueueReason.Purged));
            // The timer stands still while a device sleeps.
            else if (call.ExpiresAt <= _time.GetUtcNow()) Remove(call, new OfflineQueueException(OfflineQueueReason.Expired));
            else call.IsBeingSent = true;
            return call.IsBeingSent;
        }
    }

    private void Pause(WaitingCall call)
    {
        lock (_lock)
        {
            call.IsBeingSent = false;
            if (call.IsGivenUp) Remove(call, new OperationCanceledException());
        }
    }

    private void Finish(WaitingCall call, Exception? exception)
    {
        lock (_lock) Remove(call, exception);
    }

    // What is on its way is removed when it comes back without an answer.
    private void TakeBack(WaitingCall call, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            call.IsGivenUp = true;
            if (!call.IsBeingSent) Remove(call, new OperationCanceledException(cancellationToken));
        }
    }

    private void Expire()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            foreach (var call in _waiting.Where(one => one.ExpiresAt <= now && !one.IsBeingSent).ToArray())
                Remove(call, new OfflineQueueException(OfflineQueueReason.Expired));
            if (_waiting.First?.Value is not { } next) return;
            var left = next.ExpiresAt - now;
            // One that is on its way is looked at again.
            _expiry.Change(left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private void Remove(WaitingCall call, Exception? exception)
    {
        if (!_waiting.Remove(call)) return;
        _bytes -= call.Content.Length;
        call.Finish(exception);
    }

    private void Erase()
    {
        foreach (var call in _waiting.ToArray()) Remove(call, new OfflineQueueException(OfflineQueueReason.Purged));
        _cipher.Dispose();
        _cipher = new OfflineCipher();
    }
}
