using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>What the app is told about the connection, in order.</summary>
internal sealed class StatusBoard(TimeProvider time, AppEvents events)
{
    private readonly TaskCompletionSource<EndReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile ConnectionStatus _status = new(ConnectionState.Disconnected, time.GetLocalNow());
    private bool _isBehind;

    public ConnectionStatus Status => _status;

    public Task<EndReason> Ended => _ended.Task;

    /// <summary>Whose status it is, as its handlers are told.</summary>
    public object? Sender { get; set; }

    public event EventHandler<ConnectionStatus>? Changed;

    /// <summary>Shows a state; after the session's end nothing is shown any more. What is live is shown as catching up while it is.</summary>
    public void Show(ConnectionState state, EndReason? because = null)
    {
        lock (_lock)
        {
            if (_status.State == ConnectionState.SignedOut) return;
            if (state == ConnectionState.Live && _isBehind) state = ConnectionState.CatchingUp;
            if (_status.State == state) return;
            // What is shown while coming back from a suspension is as old as that.
            var isAsOld = state == ConnectionState.Stale && _status.State == ConnectionState.Suspended;
            Tell(new ConnectionStatus(state, isAsOld ? _status.Since : time.GetLocalNow(), because));
        }

        if (because is { } reason) _ended.TrySetResult(reason);
    }

    /// <summary>Notes whether the app is behind what the server has.</summary>
    public void ShowBehind(bool isBehind)
    {
        lock (_lock)
        {
            _isBehind = isBehind;
            if (_status.IsConnected) Show(ConnectionState.Live);
        }
    }

    /// <summary>While stale, when the next attempt is made and why the last one failed. Only another fault is told.</summary>
    public void ShowAttempt(TimeSpan next, ConnectionFault? fault)
    {
        lock (_lock)
        {
            if (_status.State != ConnectionState.Stale) return;
            var status = _status with { NextAttemptAt = time.GetLocalNow() + next, Fault = fault };
            if (fault != _status.Fault) Tell(status);
            else _status = status;
        }
    }

    public void Close()
    {
        Show(ConnectionState.Disconnected);
        _ended.TrySetCanceled();
    }

    private void Tell(ConnectionStatus status)
    {
        _status = status;
        // Whoever begins to listen later has seen it.
        events.Tell(Changed, handler => handler(Sender, status));
    }
}
