using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>
/// Keeps one session connected: hands over ahead of the token's end, connects again after a loss without giving up, and stops
/// for good when the session is over. Connecting, suspending, resuming and stopping have their turn one after another.
/// </summary>
internal sealed class ConnectionWorker(LinkOpener opener, ILinkOwner owner, StatusBoard board, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
#pragma warning disable CA2213 // Without a wait handle it holds nothing, and somebody may still wait for a turn when the client is disposed.
    private readonly SemaphoreSlim _turn = new(1);
#pragma warning restore CA2213
    private readonly RunningStart _starting = new();
    private readonly AskedHandovers _asked = new();
    private readonly CurrentLink _current = new();
    private readonly RetiredLinks _retired = opener.Retired;
    private readonly LinkRetries _retries = new(opener, board, time, logger);
    private CancellationTokenSource _pause = new();
    private int _started;
    private int _disposed;
    private ILink? _link;
    private DateTimeOffset _renewAt;
    private int _failedHandovers;
    private Task _run = Task.CompletedTask;

    /// <summary>Connects for the first time; a failure is the caller's to see, and connecting may be tried again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
        if (Interlocked.Exchange(ref _started, 1) == 1) throw new InvalidOperationException("The client is connected already.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        _starting.Begin(either);
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
            board.Show(ConnectionState.Connecting);
            Switch(await opener.OpenAsync(renew: false, either.Token).ConfigureAwait(false));
            Run();
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
            _current.Disappoint(new InvalidOperationException("Connect first.", exception));
            if (Refusals.ForApp(exception) is { } told) throw told;
            throw;
        }
        finally
        {
            _starting.End();
            _turn.Release();
        }
    }

    /// <summary>
    /// Acknowledges what was handled and lets the connection go; nothing is done until it is resumed. What runs is broken off: the
    /// next connection takes everything over.
    /// </summary>
    public async Task SuspendAsync(CancellationToken cancellationToken)
    {
        _starting.BreakOff();
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _pause.CancelAsync().ConfigureAwait(false);
            await _run.ConfigureAwait(false);
            if (board.Status.State is ConnectionState.Suspended or ConnectionState.SignedOut) return;
            if (FinalEndOf(_link) is { } reason)
            {
                Finish(reason);
                return;
            }

            _current.Pause();
            _asked.Refuse();
            board.Show(ConnectionState.Suspended);
            logger.Suspended();
            if (_link is not null) await _retired.PartAsync(_link, _stop.Token).ConfigureAwait(false);
            _link = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Connects again after a suspension, at once, and waits until that has come about. Without a suspension it only waits.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (board.Status.State == ConnectionState.Suspended)
            {
                board.Show(ConnectionState.Stale);
                _current.Expect();
                Run();
            }
        }
        finally
        {
            _turn.Release();
        }

        await _current.GetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The current connection; waits while one is being made.</summary>
    /// <exception cref="InvalidOperationException">The client is not connected yet, or suspended.</exception>
    public Task<ILink> LinkAsync(CancellationToken cancellationToken)
    {
        // In this order: a first connection that fails in between disappoints those who wait, or is seen to have failed.
        var link = _current.GetAsync(cancellationToken);
        return Volatile.Read(ref _started) == 1 ? link : throw new InvalidOperationException("Connect first.");
    }

    /// <summary>A call found this connection broken.</summary>
    public void Lost(ILink link) => _current.Drop(link);

    /// <summary>Hands over to a new connection with a new token now.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        await LinkAsync(cancellationToken).ConfigureAwait(false);
        await _asked.AskAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await _pause.CancelAsync().ConfigureAwait(false);
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _current.Fail(new ObjectDisposedException(nameof(RealtimeCareClient)));
            _asked.Close();
            owner.End(null);
            if (_link is not null) await _retired.PartAsync(_link, CancellationToken.None).ConfigureAwait(false);
            await _retired.AllGone.ConfigureAwait(false);
        }
        finally
        {
            board.Close();
            _pause.Dispose();
            _stop.Dispose();
            _turn.Release();
        }
    }

    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _disposed) == 0 && Volatile.Read(ref _started) == 1) return;
        _turn.Release();
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
        throw new InvalidOperationException("Connect first.");
    }

    private void Run()
    {
        _pause.Dispose();
        _pause = new CancellationTokenSource();
        var pause = _pause.Token;
        _run = Task.Run(() => RunAsync(pause), CancellationToken.None);
    }

    private async Task RunAsync(CancellationToken pause)
    {
        try
        {
            while (true) await StepAsync(pause).ConfigureAwait(false);
        }
        catch (SessionEndedException exception)
        {
            Finish(exception.Reason);
        }
        catch (Exception) when (pause.IsCancellationRequested)
        {
            // Whatever was broken off.
        }
    }

    private async Task StepAsync(CancellationToken pause)
    {
        try
        {
            if (_link is null) await ConnectAgainAsync(renew: false, TimeSpan.Zero, pause).ConfigureAwait(false);
            await WakeAsync(_link!, pause).ConfigureAwait(false);
            if (_link!.Ended.IsCompleted) await ReconnectAsync(_link, await _link.Ended.ConfigureAwait(false), pause).ConfigureAwait(false);
            else await HandOverAsync(_link, pause).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SessionEndedException && !pause.IsCancellationRequested)
        {
            // A fault of our own must not leave an app that believes it is live: start over, with the backoff of a lost connection.
            logger.WorkerFailed(ConnectingLog.FaultOf(exception));
            _link?.Abandon();
        }
    }

    private async Task WakeAsync(ILink link, CancellationToken pause)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(pause);
        var left = _renewAt - time.GetUtcNow();
        var due = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, wait.Token);
        // A clock that was moved after it was looked at would not wake the delay.
        if (time.GetUtcNow() < _renewAt) await Task.WhenAny(link.Ended, due, _asked.WaitAsync(wait.Token)).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        pause.ThrowIfCancellationRequested();
    }

    private async Task HandOverAsync(ILink old, CancellationToken pause)
    {
        var asked = _asked.Take();
        try
        {
            using var activity = ConnectingMetrics.Activities.StartActivity("realtimecare.handover");
            Switch(await opener.HandOverAsync(old, pause).ConfigureAwait(false));
            _ = _retired.PartAsync(old, CancellationToken.None);
            asked.ForEach(done => done.TrySetResult());
            ConnectingMetrics.Handovers.Add(1);
            logger.HandedOver();
        }
        catch (Exception exception) when (!pause.IsCancellationRequested)
        {
            asked.ForEach(done => done.TrySetException(Refusals.ForApp(exception) ?? exception));
            if (exception is SessionEndedException) throw;
            _renewAt = time.GetUtcNow() + Backoff.Jittered.Next(_failedHandovers++, Refusals.RetryAfter(exception));
            logger.HandoverFailed(ConnectingLog.FaultOf(exception));
        }
        catch (Exception)
        {
            // The server may have let the old one go for the new one that is broken off.
            _failedHandovers++;
            throw;
        }
        finally
        {
            asked.ForEach(done => done.TrySetCanceled(pause));
        }
    }

    private async Task ReconnectAsync(ILink lost, LinkEnd end, CancellationToken pause)
    {
        if (end.Reason is { } reason && IsFinal(reason)) throw new SessionEndedException(reason);
        _current.Drop(lost);
        board.Show(ConnectionState.Stale);
        logger.ConnectionEnded(end.Reason);
        _retired.Add(lost);
        await ConnectAgainAsync(renew: end.Reason == EndReason.TokenExpired, _retries.WaitAfterLoss(end.RetryAfter), pause).ConfigureAwait(false);
    }

    private async Task ConnectAgainAsync(bool renew, TimeSpan wait, CancellationToken pause)
    {
        Switch(await _retries.OpenAsync(renew, wait, pause).ConfigureAwait(false));
        ConnectingMetrics.Reconnects.Add(1);
    }

    // HandedOver on the current connection means that somebody else took over, unless an own handover failed half-way. Two
    // clients of one session would otherwise take it from each other for ever.
    private bool IsFinal(EndReason reason) => reason.EndsSession() || (reason == EndReason.HandedOver && _failedHandovers == 0);

    private EndReason? FinalEndOf(ILink? link) =>
        link is { Ended.IsCompletedSuccessfully: true } && link.Ended.Result.Reason is { } reason && IsFinal(reason) ? reason : null;

    private void Switch(ILink link)
    {
        _link = link;
        _failedHandovers = 0;
        _renewAt = time.GetUtcNow() + Backoff.Jittered.RenewAfter(link.Welcome.ExpiresAt - link.Welcome.ServerTime);
        board.Show(ConnectionState.Live);
        _current.Set(link);
        logger.Connected(link.Welcome.SessionId, link.Welcome.ExpiresAt);
    }

    private void Finish(EndReason reason)
    {
        owner.End(reason);
        if (_link is not null) _retired.Add(_link);
        logger.SessionEnded(reason);
        board.Show(ConnectionState.SignedOut, reason);
        // Whoever is told finds the status as it is.
        _current.Fail(new SessionEndedException(reason));
        _asked.Close();
    }
}
