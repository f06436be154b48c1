using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>SignalR's own connection, over a wire that the test holds.</summary>
public sealed class HubLinks : IAsyncLifetime
{
    private readonly Wire wire = new();
    private HubLink link = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var json = new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = WireJson.CreateOptions() }));
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(wire).AddSingleton<EndPoint>(new IPEndPoint(IPAddress.Loopback, 1)).AddSingleton<IHubProtocol>(json);
        link = new HubLink(builder.Build(), json, new SubscriptionsNone(), TimeProvider.System);
        var opening = link.OpenAsync(Token);
        await wire.ReadAsync("protocol");
        await wire.WriteAsync("{}");
        await wire.WriteAsync("""
            {"type":1,"target":"Welcome","arguments":[{"sessionId":"s","connectionId":"c","connectionToken":"t","serverTime":"2026-03-01T08:00:00Z",
            "expiresAt":"2026-03-01T08:15:00Z","absoluteEndAt":"2026-03-01T16:00:00Z","maxUnacknowledgedEvents":4,"maxUnacknowledgedBytes":65536}]}
            """);
        await opening.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    [Fact]
    public async Task A_connection_that_is_cut_within_a_message_is_lost_as_any()
    {
        var call = link.CallAsync<Done>(nameof(ICareHub.AttestBreakGlass), Attest("It was needed."), Token);
        await wire.ReadAsync("It was needed.");

        await wire.CutWithinAsync("""{"type":3,"invo""");

        await Assert.ThrowsAsync<LinkLostException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task A_frame_that_cannot_be_read_loses_the_connection_as_any()
    {
        var call = link.CallAsync<Done>(nameof(ICareHub.AttestBreakGlass), Attest("It was needed."), Token);
        await wire.ReadAsync("It was needed.");

        await wire.WriteAsync("<html>");

        await Assert.ThrowsAsync<LinkLostException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task What_the_server_would_close_the_connection_over_is_refused_before_it_is_sent()
    {
        var statement = new string('x', RealtimeCareProtocol.MaxMessageBytes);

        var refusal = await Assert.ThrowsAsync<CareException>(() => link.CallAsync<Done>(nameof(ICareHub.AttestBreakGlass), Attest(statement), Token));
        _ = link.CallAsync<Done>(nameof(ICareHub.AttestBreakGlass), Attest("Shorter."), Token);

        Assert.Equal(ErrorCode.TooLarge, refusal.Error.Code);
        Assert.DoesNotContain(statement, await wire.ReadAsync("Shorter."), StringComparison.Ordinal);
        Assert.False(link.Ended.IsCompleted);
    }

    private static AttestBreakGlassRequest Attest(string statement) =>
        new() { InvocationId = Guid.NewGuid(), ConnectionToken = "t", GrantId = Guid.NewGuid(), Statement = statement };

    private sealed class SubscriptionsNone : ILinkOwner
    {
        public Task AdoptAsync(ILink link, CancellationToken cancellationToken) => Task.CompletedTask;

        public void End(EndReason? reason)
        {
        }
    }

    /// <summary>The server's end of a connection in memory: texts, each behind it the separator.</summary>
    private sealed class Wire : IConnectionFactory
    {
        private readonly Pipe fromClient = new(new PipeOptions(pauseWriterThreshold: 0));
        private readonly Pipe toClient = new();

        public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<ConnectionContext>(new DefaultConnectionContext("1", new Ends(toClient.Reader, fromClient.Writer), new Ends(fromClient.Reader, toClient.Writer)));

        /// <summary>What the client sends, up to and with a text.</summary>
        public async Task<string> ReadAsync(string until)
        {
            for (var text = ""; ;)
            {
                var read = await fromClient.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);
                text += Encoding.UTF8.GetString(read.Buffer.ToArray());
                fromClient.Reader.AdvanceTo(read.Buffer.End);
                if (text.Contains(until, StringComparison.Ordinal)) return text;
                if (read.IsCompleted) throw new EndOfStreamException($"The client never sent '{until}'.");
            }
        }

        public async Task WriteAsync(string text) => await toClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(text + "\u001e"), Token);

        public async Task CutWithinAsync(string text)
        {
            await toClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
            await toClient.Writer.CompleteAsync();
        }

        private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
