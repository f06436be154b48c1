using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Client;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Benchmarks.Clients;

/// <summary>
/// The other side: a <c>HubConnection</c> with <c>On</c>, as the tutorials have it. It gets the same messages of the same types and counts
/// them; it checks no position, acknowledges nothing and would not come back.
/// </summary>
internal sealed class BareConnection : IFollower
{
    private readonly HubConnection hub;
    private readonly string name;
    private FollowerMeter? meter;

    public BareConnection(FollowerPlan plan)
    {
        name = plan.Name;
        var root = X509CertificateLoader.LoadCertificateFromFile(plan.CaPath);
        var builder = new HubConnectionBuilder().WithUrl(new Uri(plan.Server, RealtimeCareProtocol.CareHubPath), HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            options.WebSocketConfiguration = socket =>
                socket.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == root.GetCertHashString();
        });
        if (plan.IsMessagePack) builder.Services.AddSingleton(new RealtimeCareClientOptions().UseMessagePack().Protocol!);
        hub = builder.Build();
        hub.On<CareEvent>("Event", one => meter!.Take(one.Resource));
        hub.On<EventBatch>(nameof(ICareClient.Events), batch =>
        {
            foreach (var one in batch.Events) meter!.Take(one.Resource);
        });
        hub.On<Welcome>(nameof(Welcome), static _ => { });
    }

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await hub.StartAsync(cancellationToken);
        await hub.SendAsync("Join", name, cancellationToken);
    }

    public Task CountAsync(FollowerMeter meter, CancellationToken cancellationToken)
    {
        this.meter = meter;
        return Task.CompletedTask;
    }

    public Task CatchUpAsync(FollowerMeter meter, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A bare hub keeps nothing to catch up with.");

    public ValueTask DisposeAsync() => hub.DisposeAsync();
}
