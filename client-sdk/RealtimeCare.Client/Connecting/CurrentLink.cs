namespace RealtimeCare.Client.Connecting;

/// <summary>The connection that calls go to, or the promise of the next one.</summary>
internal sealed class CurrentLink
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ILink> _next = NewSource();
    private bool _isPaused;

    /// <summary>The current connection; waits while there is none, and fails at once while none is expected.</summary>
    public Task<ILink> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isPaused && !_next.Task.IsFaulted) return Task.FromException<ILink>(Paused());
            return _next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>There is none until <see cref="Expect"/>: whoever waits is told so.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            if (_next.Task.IsFaulted) return;
            _isPaused = true;
            Renew(Paused());
        }
    }

    /// <summary>None came of it: whoever waits is told so, and who comes later waits for another attempt.</summary>
    public void Disappoint(Exception exception)
    {
        lock (_lock)
        {
            if (!_next.Task.IsCompleted) Renew(exception);
        }
    }

    /// <summary>The next one is being made.</summary>
    public void Expect()
    {
        lock (_lock) _isPaused = false;
    }

    public void Set(ILink link)
    {
        lock (_lock)
        {
            if (_next.Task.IsFaulted) return;
            if (_next.Task.IsCompleted) _next = NewSource();
            _next.SetResult(link);
        }
    }

    /// <summary>Forgets a connection, so that nobody is given it any more.</summary>
    public void Drop(ILink link)
    {
        lock (_lock)
        {
            if (_next.Task.IsCompletedSuccessfully && ReferenceEquals(_next.Task.Result, link)) _next = NewSource();
        }
    }

    /// <summary>There will be no other; whoever waits is told why.</summary>
    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            if (_next.Task.IsFaulted) return;
            if (_next.Task.IsCompleted) _next = NewSource();
            _next.SetException(exception);
            _ = _next.Task.Exception;
        }
    }

    private void Renew(Exception told)
    {
        var before = _next;
        _next = NewSource();
        if (before.TrySetException(told)) _ = before.Task.Exception;
    }

    private static InvalidOperationException Paused() => new("The client is suspended: resume it first.");

    private static TaskCompletionSource<ILink> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
