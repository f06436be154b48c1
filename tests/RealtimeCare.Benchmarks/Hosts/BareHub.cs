using Microsoft.AspNetCore.SignalR;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>A hub as the template and the tutorials have it: no filter, no check, groups for fan-out.</summary>
internal sealed class BareHub : Hub
{
    public Task<string> Echo(string text) => Task.FromResult(text);

    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task Send(string group, string payload) => Clients.Group(group).SendAsync("Events", payload);
}
