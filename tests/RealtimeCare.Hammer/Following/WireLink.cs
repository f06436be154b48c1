using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Hammer.Following;

/// <summary>One bare SignalR connection, as PROTOCOL.md describes it.</summary>
internal sealed class WireLink : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HubConnection hub;
    private readonly Channel<Acknowledgement> acknowledgements = Channel.CreateUnbounded<Acknowledgement>();
    private readonly TaskCompletionSource<Welcome> welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource over = new();

    public WireLink(Uri address, X509Certificate2Collection roots, string token, WireFollower follower)
    {
        Over = over.Token;
        hub = new HubConnectionBuilder()
            .WithUrl(new Uri(address, RealtimeCareProtocol.CareHubPath), HttpTransportType.WebSockets, http =>
            {
                http.SkipNegotiation = true;
                http.Headers.Add("Authorization", "Bearer " + token);
                http.WebSocketConfiguration = socket =>
                {
                    socket.AddSubProtocol(RealtimeCareProtocol.Subprotocol);
                    socket.RemoteCertificateValidationCallback = (_, certificate, _, _) => IsIssuedBy(certificate, roots);
                };
            })
            .Build();
        hub.On<Welcome>("Welcome", welcome => welcomed.TrySetResult(welcome));
        hub.On<EventBatch>("Events", batch => follower.TakeAsync(this, batch));
        hub.On<AccessChanged>("AccessChanged", follower.Take);
        hub.On<ReloadRequired>("ReloadRequired", follower.Take);
        hub.On<ConnectionEnding>("ConnectionEnding", ending => End ??= ending.Reason);
        hub.On<SessionEnding>("SessionEnding", ending => SessionEnd = ending.Reason);
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Why the host ended the connection, when it said so.</summary>
    public EndReason? End { get; private set; }

    /// <summary>Why the host ended the session, when it did.</summary>
    public EndReason? SessionEnd { get; private set; }

    public Task Closed => closed.Task;

    /// <summary>Cancelled when nobody wants anything of this connection any more.</summary>
    public CancellationToken Over { get; }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        // Called off and not left behind: a start that goes on would hold up the end of this connection.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await hub.StartAsync(patience.Token);
        var welcome = await welcomed.Task.WaitAsync(Patience, cancellationToken);
        await hub.SendAsync(
            "Acknowledge",
            new AcknowledgeRequest { InvocationId = Guid.NewGuid(), ConnectionToken = welcome.ConnectionToken },
            acknowledgements.Reader.ReadAllAsync(CancellationToken.None),
            cancellationToken);
    }

    public async Task<T> CallAsync<T>(string method, Func<string, object> request, CancellationToken cancellationToken) =>
        await hub.InvokeAsync<T>(method, request((await welcomed.Task).ConnectionToken), cancellationToken).WaitAsync(Patience, cancellationToken);

    public void Acknowledge(EventBatch batch) => acknowledgements.Writer.TryWrite(
        new() { SubscriptionId = batch.SubscriptionId, Through = batch.Through, StateThrough = batch.StateThrough });

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        acknowledgements.Writer.TryComplete();
        await hub.DisposeAsync();
        over.Dispose();
    }

    private static bool IsIssuedBy(X509Certificate? certificate, X509Certificate2Collection roots)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
