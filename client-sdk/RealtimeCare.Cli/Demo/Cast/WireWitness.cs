using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Cast;

/// <summary>
/// A second screen of the same person, on a bare SignalR connection instead of the SDK: it forgives nothing, removes no
/// repeats and does not stop by itself when told that the session is over. What it receives is what crossed the wire.
/// </summary>
internal sealed class WireWitness : IAsyncDisposable
{
    private readonly Channel<Acknowledgement> acknowledgements = Channel.CreateUnbounded<Acknowledgement>();
    private readonly Dictionary<Guid, string> patientOf = [];
    private readonly TaskCompletionSource<Welcome> welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PasswordSignIn tokens;
    private readonly HubConnection connection;

    private WireWitness(DemoWorld world, PasswordSignIn tokens, Inbox inbox)
    {
        this.tokens = tokens;
        Inbox = inbox;
        connection = new HubConnectionBuilder()
            .WithUrl(new Uri(world.Server, RealtimeCareProtocol.CareHubPath), HttpTransportType.WebSockets, http =>
            {
                http.SkipNegotiation = true;
                http.AccessTokenProvider = async () => (await tokens.GetAsync()).Value;
                http.WebSocketConfiguration = socket =>
                {
                    socket.AddSubProtocol(RealtimeCareProtocol.Subprotocol);
                    socket.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsVouchedFor(certificate, errors, world.Roots);
                };
            })
            .Build();
        connection.On<Welcome>("Welcome", welcome => welcomed.TrySetResult(welcome));
        connection.On<EventBatch>("Events", Take);
    }

    /// <summary>What came.</summary>
    public Inbox Inbox { get; }

    /// <summary>Whether the connection is still open.</summary>
    public bool IsOpen => connection.State == HubConnectionState.Connected;

    /// <summary>Signs in, connects and follows patients.</summary>
    public static async Task<WireWitness> FollowAsync(
        DemoWorld world, DemoPerson person, Inbox inbox, IEnumerable<string> patientIds, CancellationToken cancellationToken)
    {
        var witness = new WireWitness(world, await world.SignInAsync(person, cancellationToken), inbox);
        try
        {
            await witness.BeginAsync(patientIds, cancellationToken);
            return witness;
        }
        catch
        {
            await witness.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        acknowledgements.Writer.TryComplete();
        await connection.DisposeAsync();
        await tokens.DisposeAsync();
    }

    private async Task BeginAsync(IEnumerable<string> patientIds, CancellationToken cancellationToken)
    {
        await connection.StartAsync(cancellationToken);
        var welcome = await welcomed.Task.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        await connection.SendAsync(
            "Acknowledge",
            new AcknowledgeRequest { InvocationId = Guid.NewGuid(), ConnectionToken = welcome.ConnectionToken },
            acknowledgements.Reader.ReadAllAsync(CancellationToken.None),
            cancellationToken);
        foreach (var patientId in patientIds) await SubscribeAsync(welcome.ConnectionToken, patientId, cancellationToken);
    }

    private async Task SubscribeAsync(string connectionToken, string patientId, CancellationToken cancellationToken)
    {
        var subscriptionId = Guid.NewGuid();
        lock (patientOf) patientOf[subscriptionId] = patientId;
        var started = await connection.InvokeAsync<SubscribeResult>(
            "Subscribe",
            new SubscribeRequest
            {
                InvocationId = Guid.NewGuid(),
                ConnectionToken = connectionToken,
                SubscriptionId = subscriptionId,
                Patient = PatientReference.ById(patientId),
                Topics = [.. Inbox.Role.Topics],
                From = FollowFrom.Now,
            },
            cancellationToken);
        Inbox.Begin(patientId, started.Start.Offset);
    }

    private void Take(EventBatch batch)
    {
        string patientId;
        lock (patientOf) patientId = patientOf[batch.SubscriptionId];
        foreach (var arrived in batch.Events) Inbox.Take(patientId, arrived);
        acknowledgements.Writer.TryWrite(new()
        {
            SubscriptionId = batch.SubscriptionId,
            Through = batch.Through,
            StateThrough = batch.StateThrough,
        });
    }

    private static bool IsVouchedFor(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        // The name and everything but the root are judged as always; the root is the host's own instead of the system's.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
