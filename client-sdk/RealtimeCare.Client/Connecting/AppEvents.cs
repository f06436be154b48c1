using Microsoft.Extensions.Logging;

namespace RealtimeCare.Client.Connecting;

/// <summary>
/// Tells the app what has happened: one thing after another, on a thread of the pool, so that its handlers keep nobody waiting. What one
/// of them throws is logged, and keeps nothing from the others.
/// </summary>
internal sealed class AppEvents(ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _untold = new();
    private bool _isTelling;

    /// <summary>Tells those who listen now.</summary>
    public void Tell<THandler>(THandler? handlers, Action<THandler> call) where THandler : Delegate
    {
        if (handlers is null) return;
        lock (_lock)
        {
            foreach (var one in Delegate.EnumerateInvocationList(handlers)) _untold.Enqueue(() => call(one));
            if (_isTelling) return;
            _isTelling = true;
        }

        ThreadPool.QueueUserWorkItem(_ => TellAll());
    }

    private void TellAll()
    {
        while (true)
        {
            Action? next;
            lock (_lock)
            {
                _isTelling = _untold.TryDequeue(out next);
                if (!_isTelling) return;
            }

            try
            {
                next!();
            }
            catch (Exception exception)
            {
                logger.HandlerFailed(ConnectingLog.FaultOf(exception));
            }
        }
    }
}
