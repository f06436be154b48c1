using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Clients;

/// <summary>The SDK, used as its guide says: one loop over the notifications of a patient.</summary>
internal sealed class SdkConnection : IFollower
{
    private readonly FollowerPlan plan;
    private readonly RealtimeCareClient client;
    private FollowerMeter? meter;
    private Task following = Task.CompletedTask;

    public SdkConnection(FollowerPlan plan)
    {
        this.plan = plan;
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(plan.CaPath);
        var options = new RealtimeCareClientOptions { Server = plan.Server, Tokens = new OneToken(plan.Token), TrustedRoots = roots, Protocol = null };
        client = new RealtimeCareClient(plan.IsMessagePack ? options.UseMessagePack() : options);
    }

    private PatientReference Patient => PatientReference.ById(plan.Name);

    public Task ConnectAsync(CancellationToken cancellationToken) => client.ConnectAsync(cancellationToken);

    public Task CountAsync(FollowerMeter meter, CancellationToken cancellationToken)
    {
        var isFirst = this.meter is null;
        this.meter = meter;
        // Whoever feeds waits for the subscription.
        if (isFirst) following = FollowAsync(cancellationToken);
        return Task.CompletedTask;
    }

    public async Task CatchUpAsync(FollowerMeter meter, CancellationToken cancellationToken)
    {
        var start = new Position { Epoch = plan.Epoch, Offset = 0 };
        await foreach (var notification in client.FollowAsync(Patient, [The.Encounters], start, cancellationToken))
        {
            meter.Take(notification.Resource);
            if (meter.Done.IsCompleted) break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await following;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var notification in client.FollowAsync(Patient, [The.Encounters], cancellationToken: cancellationToken))
            meter!.Take(notification.Resource);
    }

    private sealed class OneToken(string value) : ITokenSource
    {
        private readonly AccessToken token = new(value, TimeProvider.System.GetUtcNow().AddMinutes(14));

        public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) => ValueTask.FromResult(token);
    }
}
