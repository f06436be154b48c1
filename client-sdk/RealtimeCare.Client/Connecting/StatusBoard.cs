using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>What the app is told about the connection.</summary>
internal sealed class StatusBoard(TimeProvider time)
{
    private readonly TaskCompletionSource<EndReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile ConnectionStatus _status = new(ConnectionState.Disconnected, time.GetUtcNow());

    public ConnectionStatus Status => _status;

    public Task<EndReason> Ended => _ended.Task;

    public event Action<ConnectionStatus>? Changed;

    /// <summary>Shows a state; after the session's end nothing is shown any more.</summary>
    public void Show(ConnectionState state, EndReason? because = null)
    {
        ConnectionStatus status;
        lock (_lock)
        {
            if (_status.State == ConnectionState.SignedOut || _status.State == state) return;
            status = _status = new ConnectionStatus(state, time.GetUtcNow(), because);
        }

        if (because is { } reason) _ended.TrySetResult(reason);
        Changed?.Invoke(status);
    }

    public void Close()
    {
        Show(ConnectionState.Disconnected);
        _ended.TrySetCanceled();
    }
}
