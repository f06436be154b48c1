using RealtimeCare.Server.Hubs;

namespace RealtimeCare.Server.Delivery;

/// <summary>Wires an admitted connection to what serves it: its hub's notices and, for followers of patients, a pump.</summary>
internal sealed class AdmittedConnections(
    ConnectionRegistry connections,
    SubscriptionRegistry subscriptions,
    PumpStations stations,
    AdminSender administrators,
    IEnumerable<HubNotices> notices)
{
    private readonly Dictionary<Type, HubNotices> notices = notices.ToDictionary(one => one.Hub);

    public HubNotices NoticesOf(Type hub) => notices[hub];

    public void Add(Connection connection, Type hub)
    {
        if (hub == typeof(CareHub))
        {
            connection.Pump = new ConnectionPump(connection, stations);
            connection.Pump.Start();
        }
        connections.Add(connection);
        administrators.SessionsChanged(connection.Caller.Tenant);
    }

    /// <summary>The connection that is gone; null when it never was admitted.</summary>
    public Connection? Remove(string connectionId)
    {
        var connection = connections.Find(connectionId);
        if (connection is null) return null;
        connections.Remove(connection);
        administrators.SessionsChanged(connection.Caller.Tenant);
        return connection;
    }

    public async Task StopAsync(ConnectionPump pump)
    {
        await pump.DisposeAsync();
        stations.Follows.EndAll(pump);
        subscriptions.DropAll(pump, "connection-closed");
    }
}
