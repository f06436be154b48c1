using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Administration;

/// <summary>An administrator's connections have nothing to move; they only hear that something changed, and a new one that it may have.</summary>
internal sealed class AdminLinkOwner : ILinkOwner
{
    private bool _wasConnected;

    /// <summary>Raised on the receive loop, as the others are.</summary>
    public event Action? Changed;

    public event Action? GlassChanged;

    public event Action? UndeliveredFound;

    /// <summary>The session is over, or there is nobody to tell any more (null).</summary>
    public event Action<EndReason?>? Ended;

    public Task AdoptAsync(ILink link, CancellationToken cancellationToken)
    {
        // What changed between two connections was told to nobody.
        if (_wasConnected)
        {
            SessionsChanged();
            BreakGlassChanged();
            UndeliveredChanged();
        }

        _wasConnected = true;
        return Task.CompletedTask;
    }

    public void End(EndReason? reason) => Ended?.Invoke(reason);

    public void SessionsChanged() => Changed?.Invoke();

    public void BreakGlassChanged() => GlassChanged?.Invoke();

    public void UndeliveredChanged() => UndeliveredFound?.Invoke();
}
