using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>Lets a connection in: session, entry in the trail, then the welcome as the first message. And lets it go.</summary>
internal sealed class ConnectionAdmission(
    SessionRegistry sessions,
    SessionEnder ender,
    ConnectionBook book,
    AdmittedConnections admitted,
    TimeProvider time)
{
    /// <summary>Admits a connection that has passed the gate and the token check.</summary>
    /// <exception cref="HubException">The session has ended meanwhile; SignalR closes the connection.</exception>
    public async Task AdmitAsync(HubCallerContext context, Type hub)
    {
        var caller = context.GetHttpContext()!.GetCaller();
        var admission = await sessions.AdmitAsync(caller, context.ConnectionAborted) ?? throw Refused();
        var connection = new Connection(context, caller, admission.Session, admitted.NoticesOf(hub));
        // Ending does not wait for the book: the limit holds also when the entry below cannot be written.
        foreach (var replaced in admission.Replaced) await ender.EndAsync(replaced, EndReason.Replaced, caller.Subject.Value);
        await book.OpenedAsync(connection);
        admitted.Add(connection, hub);
        if (connection.Session.HasEnded) throw Refused();
        await connection.Notices.WelcomeAsync(connection.Id, WelcomeOf(connection));
        connection.IsWelcomed = true;
    }

    /// <summary>Clears up after a connection that is gone; one that never was admitted is no error.</summary>
    public async Task ReleaseAsync(string connectionId)
    {
        if (admitted.Remove(connectionId) is not { } connection) return;
        connection.IsGone = true;
        if (connection.Pump is { } pump) await admitted.StopAsync(pump);
        book.Closed(connection);
    }

    private static HubException Refused() =>
        new(new CareError(ErrorCode.SessionEnded, ErrorText.Of(ErrorCode.SessionEnded), Guid.CreateVersion7().ToString("N")).ToWire());

    private Welcome WelcomeOf(Connection connection) => new()
    {
        SessionId = connection.Session.Id,
        ConnectionId = connection.Id,
        ConnectionToken = connection.Token,
        ServerTime = time.GetUtcNow(),
        ExpiresAt = connection.ExpiresAt,
        IdleEndAt = connection.Session.IdleEndAt,
        AbsoluteEndAt = connection.Session.Row.AbsoluteEndAt,
        MaxUnacknowledgedEvents = RealtimeCareProtocol.MaxUnacknowledgedEvents,
        MaxUnacknowledgedBytes = RealtimeCareProtocol.MaxUnacknowledgedBytes,
    };
}
