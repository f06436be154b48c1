using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>A connection as a stranger would write it from PROTOCOL.md: the bare SignalR client, nothing of the SDK.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly string[] Names =
    [
        nameof(IEndingClient.Welcome), nameof(ICareClient.Events), nameof(ICareClient.AccessChanged), nameof(ICareClient.ReloadRequired),
        nameof(IEndingClient.ConnectionEnding), nameof(IEndingClient.SessionEnding), nameof(IAdminClient.SessionsChanged),
        nameof(ICareClient.BreakGlassEnded), nameof(ICareClient.UrgentEvents), nameof(ICareClient.Tops), nameof(IAdminClient.BreakGlassChanged),
        nameof(ICareClient.Joined), nameof(ICareClient.Left), nameof(ICareClient.FollowIncomplete),
        nameof(IAdminClient.UndeliveredChanged),
    ];

    private readonly Wire wire;
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<object?> acknowledgements = Channel.CreateUnbounded<object?>();

    private RawConnection(HubConnection hub, ClientLog log, Wire wire, bool acknowledges)
    {
        Hub = hub;
        this.wire = wire;
        Received = new(() => $" The client's log: {log}");
        foreach (var name in Names) hub.On(name, name is nameof(IAdminClient.SessionsChanged) or nameof(IAdminClient.BreakGlassChanged) or nameof(IAdminClient.UndeliveredChanged) ? [] : [wire == Wire.Json ? typeof(JsonElement) : typeof(object)], a => Take(name, a, acknowledges));
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Hub { get; }

    public Record<Received> Received { get; }

    public Welcome Welcome { get; private set; } = null!;

    /// <summary>Completes when the connection is closed, from whichever side.</summary>
    public Task Closed => closed.Task.WaitAsync(TimeSpan.FromSeconds(15));

    /// <summary>All events of a subscription so far, in the order received.</summary>
    public IReadOnlyList<CareEvent> EventsOf(Guid subscription) => [.. Batches(Received.Items, subscription).SelectMany(b => b.Events)];

    /// <summary>Opens one and waits for its welcome.</summary>
    public static async Task<RawConnection> OpenAsync(Uri server, X509Certificate2Collection roots, string token, RawOptions options)
    {
        var connection = Build(server, roots, token, options);
        try
        {
            await connection.Hub.StartAsync();
            connection.Welcome = (await connection.Received.UntilAsync(r => r.Name == nameof(IEndingClient.Welcome), "Welcome")).As<Welcome>();
            if (options.Acknowledges) await connection.OpenAcknowledgementsAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static RawConnection Build(Uri server, X509Certificate2Collection roots, string token, RawOptions options)
    {
        var log = new ClientLog();
        var hub = new HubConnectionBuilder()
            .ConfigureLogging(logging => logging.AddProvider(log))
            .WithUrl(new Uri(server, options.Path), o =>
            {
                o.SkipNegotiation = true;
                o.Transports = HttpTransportType.WebSockets;
                o.Headers.Add("Authorization", "Bearer " + token);
                o.WebSocketConfiguration = socket => Prepare(socket, roots, options);
                options.Change?.Invoke(o);
            })
            .Speak(options.Wire)
            .Build();
        return new RawConnection(hub, log, options.Wire, options.Acknowledges);
    }

    private static void Prepare(ClientWebSocketOptions socket, X509Certificate2Collection roots, RawOptions options)
    {
        foreach (var subprotocol in options.Subprotocols) socket.AddSubProtocol(subprotocol);
        socket.RemoteCertificateValidationCallback = (_, certificate, _, _) => Trust.IsIssuedBy(certificate, roots);
    }

    /// <summary>Calls a hub method and gives its answer as JSON.</summary>
    public async Task<JsonElement> InvokeAsync(string method, object? request) =>
        PlainValues.ToJson(await Hub.InvokeCoreAsync(method, typeof(object), [PlainValues.Of(request, wire)]));

    public async Task<T> InvokeAsync<T>(string method, object? request) => (await InvokeAsync(method, request)).Deserialize<T>(PlainValues.Json)!;

    /// <summary>Calls a hub method that must be refused, and gives the coded refusal.</summary>
    public async Task<CareError> RefusedAsync(string method, object? request)
    {
        try
        {
            await InvokeAsync(method, request);
        }
        catch (HubException refusal)
        {
            return CareError.FromWire(refusal.Message) ?? throw new InvalidOperationException($"A refusal without a code: {refusal.Message}", refusal);
        }

        throw new InvalidOperationException($"{method} was not refused.");
    }

    public SubscribeRequest Subscribe(PatientReference patient, params string[] topics) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = Welcome.ConnectionToken,
        SubscriptionId = Guid.NewGuid(),
        Patient = patient,
        Topics = topics,
    };

    public Task<SubscribeResult> SubscribeAsync(SubscribeRequest request) => InvokeAsync<SubscribeResult>(nameof(ICareHub.Subscribe), request);

    /// <summary>Publishes a stream of events, or of whatever else stands in it, and gives the answers as they come.</summary>
    public IAsyncEnumerable<PublishOutcome> PublishAsync(IEnumerable<object?> events)
    {
        var upload = Channel.CreateUnbounded<object?>();
        foreach (var one in events) upload.Writer.TryWrite(PlainValues.Of(one, wire));
        upload.Writer.Complete();
        return PublishAsync(upload.Reader);
    }

    /// <summary>The same of a stream that goes on.</summary>
    public async IAsyncEnumerable<PublishOutcome> PublishAsync(ChannelReader<object?> upload)
    {
        var request = new PublishStreamRequest { InvocationId = Guid.NewGuid(), ConnectionToken = Welcome.ConnectionToken };
        await foreach (var answer in Hub.StreamAsyncCore<object>(nameof(IPublishHub.Publish), [PlainValues.Of(request, wire), upload]))
            yield return PlainValues.ToJson(answer).Deserialize<PublishOutcome>(PlainValues.Json)!;
    }

    /// <summary>Waits until a subscription has brought as many events.</summary>
    public async Task<IReadOnlyList<CareEvent>> UntilEventsAsync(Guid subscription, int count)
    {
        var all = await Received.UntilAllAsync(
            list => Batches(list, subscription).Sum(b => b.Events.Count) >= count, $"{count} events of a subscription (have {EventsOf(subscription).Count})");
        return [.. Batches(all, subscription).SelectMany(b => b.Events)];
    }

    /// <summary>Acknowledges everything that a subscription has brought.</summary>
    public void Acknowledge(EventBatch batch) => acknowledgements.Writer.TryWrite(PlainValues.Of(
        new Acknowledgement { SubscriptionId = batch.SubscriptionId, Through = batch.Through, StateThrough = batch.StateThrough }, wire));

    public Task OpenAcknowledgementsAsync() => Hub.SendCoreAsync(
        nameof(ICareHub.Acknowledge),
        [PlainValues.Of(new AcknowledgeRequest { InvocationId = Guid.NewGuid(), ConnectionToken = Welcome.ConnectionToken }, wire), acknowledgements.Reader]);

    public async ValueTask DisposeAsync() => await Hub.DisposeAsync();

    private static IEnumerable<EventBatch> Batches(IEnumerable<Received> list, Guid subscription) =>
        list.Where(r => r.Name == nameof(ICareClient.Events)).Select(r => r.As<EventBatch>()).Where(b => b.SubscriptionId == subscription);

    private Task Take(string name, object?[] arguments, bool acknowledges)
    {
        var received = new Received(name, PlainValues.ToJson(arguments.FirstOrDefault()));
        Received.Add(received);
        if (acknowledges && name == nameof(ICareClient.Events)) Acknowledge(received.As<EventBatch>());
        return Task.CompletedTask;
    }
}

/// <summary>How a raw connection is opened; what is not said is as PROTOCOL.md wants it.</summary>
public sealed record RawOptions
{
    public Wire Wire { get; init; }

    public string Path { get; init; } = RealtimeCareProtocol.CareHubPath;

    public IReadOnlyList<string> Subprotocols { get; init; } = [RealtimeCareProtocol.Subprotocol];

    /// <summary>Whether every batch is acknowledged as it comes.</summary>
    public bool Acknowledges { get; init; } = true;

    public Action<HttpConnectionOptions>? Change { get; init; }
}
