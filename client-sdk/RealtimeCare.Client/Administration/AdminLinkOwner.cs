using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Administration;

/// <summary>An administrator's connections have nothing to move; they only hear that something changed.</summary>
internal sealed class AdminLinkOwner : ILinkOwner
{
    public event Action? Changed;

    public event Action? GlassChanged;

    public event Action? UndeliveredFound;

    public Task AdoptAsync(ILink link, CancellationToken cancellationToken) => Task.CompletedTask;

    public void End(EndReason? reason)
    {
    }

    // Off the receive loop, since the app's handler may take its time.
    public void SessionsChanged() => ThreadPool.QueueUserWorkItem(_ => Changed?.Invoke());

    public void BreakGlassChanged() => ThreadPool.QueueUserWorkItem(_ => GlassChanged?.Invoke());

    public void UndeliveredChanged() => ThreadPool.QueueUserWorkItem(_ => UndeliveredFound?.Invoke());
}
