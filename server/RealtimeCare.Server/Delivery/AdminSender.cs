using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Hubs;

namespace RealtimeCare.Server.Delivery;

/// <summary>Tells a tenant's administrators and privacy officers that something changed. It says only "look again".</summary>
internal sealed class AdminSender(IHubContext<AdminHub, IAdminClient> hub, ConnectionRegistry connections, LiveAccess access)
{
    /// <summary>Waits for nobody: an administrator who does not read is no reason to hold a connection up.</summary>
    public void SessionsChanged(TenantId tenant)
    {
        foreach (var connection in connections.All)
            if (IsAdministrator(connection, tenant) && connection.IsWelcomed && !connection.IsClosing)
                _ = hub.Clients.Client(connection.Id).SessionsChanged();
    }

    /// <summary>Somebody broke the glass, or a grant ended, was attested or reviewed. Told to who may look.</summary>
    public void BreakGlassChanged(TenantId tenant)
    {
        foreach (var connection in connections.All)
            if (IsAdministrator(connection, tenant) && connection.IsWelcomed && !connection.IsClosing && MayLook(connection.Caller, Operations.GrantList))
                _ = hub.Clients.Client(connection.Id).BreakGlassChanged();
    }

    /// <summary>An event has become undelivered, or is no longer. Told to who may look.</summary>
    public void UndeliveredChanged(TenantId tenant)
    {
        foreach (var connection in connections.All)
            if (IsAdministrator(connection, tenant) && connection.IsWelcomed && !connection.IsClosing && MayLook(connection.Caller, Operations.EventUndelivered))
                _ = hub.Clients.Client(connection.Id).UndeliveredChanged();
    }

    private bool MayLook(Caller caller, Operation operation) => access.Decide(caller, operation, AccessTarget.None).Decision is Decision.Permit;

    private static bool IsAdministrator(Connection connection, TenantId tenant) =>
        connection.Notices.Hub == typeof(AdminHub) && connection.Caller.Tenant == tenant;
}
