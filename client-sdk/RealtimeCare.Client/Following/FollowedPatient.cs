using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>One patient being followed with a handler; disposing it stops following.</summary>
/// <remarks>
/// The handler is called for one notification after another, on a thread of the pool, and never on the receive loop. A
/// notification is acknowledged when the handler has completed.
/// </remarks>
public sealed class FollowedPatient : IAsyncDisposable
{
    private readonly AsyncLocal<bool> _isInHandler = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly PatientFollower _follower;
    private readonly Subscription _subscription;
    private readonly Func<Notification, CancellationToken, Task> _handler;
    private int _disposed;

    internal FollowedPatient(PatientFollower follower, Subscription subscription, Func<Notification, CancellationToken, Task> handler)
    {
        (_follower, _subscription, _handler) = (follower, subscription, handler);
        Completion = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The service's id of the patient.</summary>
    public string PatientId => _subscription.Granted!.PatientId;

    /// <summary>The position that the first notification follows.</summary>
    public Position Start => _subscription.Granted!.Start;

    /// <summary>The name of the audience whose fields are seen, as it was granted.</summary>
    public string Audience => _subscription.Granted!.Audience;

    /// <summary>
    /// Ends when following ends: without error when it or the client was disposed; with <see cref="SubscriptionEndedException"/>,
    /// <see cref="SessionEndedException"/> or what the handler threw otherwise.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Stops following and waits for a running handler, unless called by that handler itself.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_isInHandler.Value) return;
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        _isInHandler.Value = true;
        try
        {
            await foreach (var notification in _subscription.ReadAsync(_stop.Token).ConfigureAwait(false))
                await _handler(notification, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            await _follower.LeaveAsync(_subscription).ConfigureAwait(false);
        }
    }
}
