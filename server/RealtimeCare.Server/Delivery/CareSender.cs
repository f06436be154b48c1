using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Hubs;

namespace RealtimeCare.Server.Delivery;

/// <summary>The only way in which a patient's events reach a socket.</summary>
internal sealed class CareSender(IHubContext<CareHub, ICareClient> hub, TimeProvider time)
{
    /// <summary>Hands a batch to one connection's socket and returns when the socket has taken it.</summary>
    public async Task SendAsync(Connection connection, EventBatch batch)
    {
        await hub.Clients.Client(connection.Id).Events(Sabotage.Break(batch));
        connection.NoteByte(time.GetUtcNow());
    }

    /// <summary>The same for critical events that go ahead.</summary>
    public async Task SendAheadAsync(Connection connection, EventBatch batch)
    {
        await hub.Clients.Client(connection.Id).UrgentEvents(batch);
        connection.NoteByte(time.GetUtcNow());
    }

    public Task TopsAsync(Connection connection, Tops tops) => hub.Clients.Client(connection.Id).Tops(tops);

    public Task AccessChangedAsync(Connection connection, AccessChanged change) => hub.Clients.Client(connection.Id).AccessChanged(change);

    public Task JoinedAsync(Connection connection, Joined joined) => hub.Clients.Client(connection.Id).Joined(joined);

    public Task LeftAsync(Connection connection, Left left) => hub.Clients.Client(connection.Id).Left(left);

    public Task FollowIncompleteAsync(Connection connection, Guid followId, int missing) =>
        hub.Clients.Client(connection.Id).FollowIncomplete(new FollowIncomplete { FollowId = followId, Missing = missing });

    public Task BreakGlassEndedAsync(Connection connection, BreakGlassEnded ended) =>
        hub.Clients.Client(connection.Id).BreakGlassEnded(ended);

    public Task ReloadRequiredAsync(Connection connection, ReloadRequired reload) =>
        hub.Clients.Client(connection.Id).ReloadRequired(reload);
}
