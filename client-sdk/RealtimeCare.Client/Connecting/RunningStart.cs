namespace RealtimeCare.Client.Connecting;

/// <summary>The first connection while it is being made, so that it can be broken off from outside.</summary>
internal sealed class RunningStart
{
    private Action? _cancel;

    public void Begin(CancellationTokenSource start) => Volatile.Write(ref _cancel, start.Cancel);

    public void End() => Volatile.Write(ref _cancel, null);

    /// <summary>Cancels it; does nothing when none is being made.</summary>
    public void BreakOff()
    {
        try
        {
            Volatile.Read(ref _cancel)?.Invoke();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
