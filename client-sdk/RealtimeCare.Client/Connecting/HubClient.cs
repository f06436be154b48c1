using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RealtimeCare.Client.Connecting;

/// <summary>What every client of a hub is made of: the worker that stays connected, the calls, and what the app is told.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private readonly HttpMessageInvoker? _invoker;

    public HubClient(RealtimeCareClientOptions options, string hubPath, ILinkOwner owner, ILinkFactory? links = null)
    {
        var server = ServerAddress.Require(options.Server);
        var tokens = options.Tokens ?? throw new ArgumentException("A token source is needed.", nameof(options));
        if (links is null)
        {
            // The one place where it is chosen how connections are made: a browser's will go by cookie and ticket.
            if (OperatingSystem.IsBrowser()) throw new PlatformNotSupportedException("A browser cannot send a token with its WebSocket, and the server has no sign-in for browsers yet.");
            _invoker = new HttpMessageInvoker(new ServerTrust(options.TrustedRoots, options.PinnedSpkiSha256).CreateHandler());
            links = new HubLinkFactory(ServerAddress.At(server, hubPath), _invoker, options.Protocol, options.Time);
        }

        Events = new AppEvents(LoggerOf(options));
        Board = new StatusBoard(options.Time, Events);
        Worker = new ConnectionWorker(new LinkOpener(links, tokens, owner, options.Time), owner, Board, options.Time, LoggerOf(options));
        Calls = new HubCalls(Worker, options.Time);
    }

    /// <summary>What the app is told of.</summary>
    public AppEvents Events { get; }

    public StatusBoard Board { get; }

    public ConnectionWorker Worker { get; }

    public HubCalls Calls { get; }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync().ConfigureAwait(false);
        _invoker?.Dispose();
    }

    public static ILogger LoggerOf(RealtimeCareClientOptions options) =>
        (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(ConnectingMetrics.Name);
}
