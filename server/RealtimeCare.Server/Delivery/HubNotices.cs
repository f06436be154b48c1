using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>What every hub's connections are told about themselves.</summary>
internal abstract class HubNotices
{
    public abstract Type Hub { get; }

    public abstract Task WelcomeAsync(string connectionId, Welcome welcome);

    public abstract Task ConnectionEndingAsync(string connectionId, ConnectionEnding ending);

    public abstract Task SessionEndingAsync(string connectionId, SessionEnding ending);
}

/// <summary>The notices of one hub type.</summary>
internal sealed class HubNotices<THub, TClient>(IHubContext<THub, TClient> hub) : HubNotices
    where THub : Hub<TClient>
    where TClient : class, IEndingClient
{
    public override Type Hub => typeof(THub);

    public override Task WelcomeAsync(string connectionId, Welcome welcome) => hub.Clients.Client(connectionId).Welcome(welcome);

    public override Task ConnectionEndingAsync(string connectionId, ConnectionEnding ending) =>
        hub.Clients.Client(connectionId).ConnectionEnding(ending);

    public override Task SessionEndingAsync(string connectionId, SessionEnding ending) =>
        hub.Clients.Client(connectionId).SessionEnding(ending);
}
