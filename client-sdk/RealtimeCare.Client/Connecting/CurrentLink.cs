namespace RealtimeCare.Client.Connecting;

/// <summary>The connection that calls go to, or the promise of the next one.</summary>
internal sealed class CurrentLink
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ILink> _next = NewSource();

    /// <summary>The current connection; waits while there is none.</summary>
    public Task<ILink> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _next.Task.WaitAsync(cancellationToken);
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

    private static TaskCompletionSource<ILink> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
