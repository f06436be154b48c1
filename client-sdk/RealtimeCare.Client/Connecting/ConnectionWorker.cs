using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>
/// Keeps one session connected: hands over ahead of the token's end, connects again after a loss without giving up, and stops
/// for good when the session is over.
/// </summary>
internal sealed class ConnectionWorker(LinkOpener opener, ILinkOwner owner, StatusBoard board, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<TaskCompletionSource> _asked = Channel.CreateUnbounded<TaskCompletionSource>();
    private readonly CurrentLink _current = new();
    private int _started;
    private int _disposed;
    private ILink _link = null!;
    private DateTimeOffset _renewAt;
    private int _failedHandovers;
    private Task _run = Task.CompletedTask;
    private Task _retired = Task.CompletedTask;

    /// <summary>Connects for the first time; a failure is the caller's to see, and connecting may be tried again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
        if (Interlocked.Exchange(ref _started, 1) == 1) throw new InvalidOperationException("The client is connected already.");
        board.Show(ConnectionState.Connecting);
        try
        {
            Switch(await opener.OpenAsync(renew: false, cancellationToken).ConfigureAwait(false));
        }
        catch (SessionEndedException exception)
        {
            Finish(exception.Reason);
            throw;
        }
        catch (Exception exception)
        {
            board.Show(ConnectionState.Disconnected);
            Volatile.Write(ref _started, 0);
            if (Refusals.ForApp(exception) is { } told) throw told;
            throw;
        }

        _run = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The current connection; waits while one is being made.</summary>
    public Task<ILink> LinkAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _started) == 0) throw new InvalidOperationException("Connect first.");
        return _current.GetAsync(cancellationToken);
    }

    /// <summary>A call found this connection broken.</summary>
    public void Lost(ILink link) => _current.Drop(link);

    /// <summary>Hands over to a new connection with a new token now.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        await LinkAsync(cancellationToken).ConfigureAwait(false);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_asked.Writer.TryWrite(done)) throw new InvalidOperationException("The client has stopped.");
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _current.Fail(new ObjectDisposedException(nameof(RealtimeCareClient)));
        owner.End(null);
        if (_link is not null) await _link.DisposeAsync().ConfigureAwait(false);
        await _retired.ConfigureAwait(false);
        board.Close();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true) await StepAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (SessionEndedException exception)
        {
            Finish(exception.Reason);
        }
        finally
        {
            RefuseAsked();
        }
    }

    private async Task StepAsync()
    {
        try
        {
            await WakeAsync().ConfigureAwait(false);
            if (_link.Ended.IsCompleted) await ReconnectAsync(await _link.Ended.ConfigureAwait(false)).ConfigureAwait(false);
            else await HandOverAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SessionEndedException && !_stop.IsCancellationRequested)
        {
            // A fault of our own must not leave an app that believes it is live: start over, with the backoff of a lost connection.
            logger.WorkerFailed(ConnectingLog.FaultOf(exception));
            _link.Abandon();
        }
    }

    private async Task WakeAsync()
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var left = _renewAt - time.GetUtcNow();
        var due = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, wait.Token);
        await Task.WhenAny(_link.Ended, due, _asked.Reader.WaitToReadAsync(wait.Token).AsTask()).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        _stop.Token.ThrowIfCancellationRequested();
    }

    private async Task HandOverAsync()
    {
        var asked = TakeAsked();
        var old = _link;
        try
        {
            using var activity = ConnectingMetrics.Activities.StartActivity("realtimecare.handover");
            Switch(await opener.OpenAsync(renew: true, _stop.Token).ConfigureAwait(false));
            Retire(old);
            asked.ForEach(done => done.TrySetResult());
            ConnectingMetrics.Handovers.Add(1);
            logger.HandedOver();
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            // The old connection knows why the session ended; a refused token is only its consequence.
            var end = LinkOpener.SessionEndOf(old) ?? (exception as SessionEndedException)?.Reason;
            if (end is { } reason) exception = new SessionEndedException(reason, exception);
            asked.ForEach(done => done.TrySetException(exception));
            if (exception is SessionEndedException) throw exception;
            _renewAt = time.GetUtcNow() + Backoff.Jittered.Next(_failedHandovers++, Refusals.RetryAfter(exception));
            logger.HandoverFailed(ConnectingLog.FaultOf(exception));
        }
    }

    private async Task ReconnectAsync(LinkEnd end)
    {
        if (end.Reason is { } reason && IsFinal(reason)) throw new SessionEndedException(reason);
        _current.Drop(_link);
        board.Show(ConnectionState.Stale);
        logger.ConnectionEnded(end.Reason);
        Retire(_link);
        var wait = end.RetryAfter;
        for (var attempt = 0; ; attempt++)
        {
            await Task.Delay(Backoff.Jittered.Next(attempt, wait), time, _stop.Token).ConfigureAwait(false);
            try
            {
                Switch(await opener.OpenAsync(renew: end.Reason == EndReason.TokenExpired, _stop.Token).ConfigureAwait(false));
                ConnectingMetrics.Reconnects.Add(1);
                return;
            }
            catch (Exception exception) when (exception is not SessionEndedException && !_stop.IsCancellationRequested)
            {
                wait = Refusals.RetryAfter(exception);
                logger.AttemptFailed(attempt, ConnectingLog.FaultOf(exception));
            }
        }
    }

    // HandedOver on the current connection means that somebody else took over, unless an own handover failed half-way. Two
    // clients of one session would otherwise take it from each other for ever.
    private bool IsFinal(EndReason reason) => reason.EndsSession() || (reason == EndReason.HandedOver && _failedHandovers == 0);

    private void Switch(ILink link)
    {
        _link = link;
        _failedHandovers = 0;
        _renewAt = time.GetUtcNow() + Backoff.Jittered.RenewAfter(link.Welcome.ExpiresAt - link.Welcome.ServerTime);
        _current.Set(link);
        board.Show(ConnectionState.Live);
        logger.Connected(link.Welcome.SessionId, link.Welcome.ExpiresAt);
    }

    private void Finish(EndReason reason)
    {
        _current.Fail(new SessionEndedException(reason));
        owner.End(reason);
        if (_link is not null) Retire(_link);
        logger.SessionEnded(reason);
        board.Show(ConnectionState.SignedOut, reason);
    }

    private void Retire(ILink link) => _retired = Task.WhenAll(_retired, DisposeQuietlyAsync(link));

    private static async Task DisposeQuietlyAsync(ILink link)
    {
        try
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is gone either way.
        }
    }

    private List<TaskCompletionSource> TakeAsked()
    {
        var asked = new List<TaskCompletionSource>();
        while (_asked.Reader.TryRead(out var one)) asked.Add(one);
        return asked;
    }

    private void RefuseAsked()
    {
        _asked.Writer.TryComplete();
        TakeAsked().ForEach(done => done.TrySetCanceled());
    }
}
