using System.Collections.Concurrent;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>The connections of this node that are open now.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, Connection> connections = new(StringComparer.Ordinal);

    public IEnumerable<Connection> All => connections.Values;

    public void Add(Connection connection) => connections[connection.Id] = connection;

    public void Remove(Connection connection) => connections.TryRemove(connection.Id, out _);

    public Connection? Find(string connectionId) => connections.GetValueOrDefault(connectionId);

    public IReadOnlyList<Connection> Of(LiveSession session) => [.. connections.Values.Where(connection => connection.Session == session)];
}
