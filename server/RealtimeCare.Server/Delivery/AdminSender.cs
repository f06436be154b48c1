using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Hubs;

namespace RealtimeCare.Server.Delivery;

/// <summary>Tells a tenant's administrators that its live sessions changed. It says only "look again".</summary>
internal sealed class AdminSender(IHubContext<AdminHub, IAdminClient> hub, ConnectionRegistry connections)
{
    /// <summary>Waits for nobody: an administrator who does not read is no reason to hold a connection up.</summary>
    public void SessionsChanged(TenantId tenant)
    {
        foreach (var connection in connections.All)
            if (IsAdministrator(connection, tenant) && connection.IsWelcomed && !connection.IsClosing)
                _ = hub.Clients.Client(connection.Id).SessionsChanged();
    }

    private static bool IsAdministrator(Connection connection, TenantId tenant) =>
        connection.Notices.Hub == typeof(AdminHub) && connection.Caller.Tenant == tenant;
}
