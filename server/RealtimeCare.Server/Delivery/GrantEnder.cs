using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Access.Grants;

namespace RealtimeCare.Server.Delivery;

/// <summary>Ends grants: it counts no more, its streams stop, and everybody concerned is told. Neither trail nor store can hold that up.</summary>
internal sealed class GrantEnder(
    GrantRegistry grants, GrantBook book, ConnectionRegistry connections, CareSender sender, AdminSender administrators)
{
    /// <summary>Ends one; false when that holds in memory alone. One that has ended already is left as it is.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="by">What ends it.</param>
    /// <param name="at">When.</param>
    /// <param name="actor">Who ends it; null when nobody does.</param>
    public async Task<bool> EndAsync(GrantRecord grant, BreakGlassEnd by, DateTimeOffset at, Caller? actor)
    {
        if (grants.TryEnd(grant, at, by) is not { } ended) return true;
        book.Ended(ended, actor);
        Tell(ended, by);
        administrators.BreakGlassChanged(ended.Tenant);
        return await TryWriteAsync();
    }

    /// <summary>Writes ends that could not be written when they came.</summary>
    public async Task<bool> TryWriteAsync()
    {
        try
        {
            await grants.WriteEndsAsync(CancellationToken.None);
            return true;
        }
        catch (FactsUnavailableException)
        {
            // The ends hold in memory and are written in a later round.
            return false;
        }
    }

    /// <summary>Waits for nobody; the streams stop in any case.</summary>
    private void Tell(GrantRecord ended, BreakGlassEnd by)
    {
        foreach (var connection in connections.All)
            if (connection.Session.Id == ended.Grant.SessionId && connection is { Pump: not null, IsWelcomed: true, IsClosing: false })
                _ = sender.BreakGlassEndedAsync(connection, new BreakGlassEnded { GrantId = ended.Id, Reason = by });
    }
}
