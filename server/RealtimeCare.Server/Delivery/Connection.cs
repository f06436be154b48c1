using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>One socket of a session. A handover replaces it; the session stays.</summary>
public sealed class Connection
{
    private static long opened;
    private readonly HubCallerContext context;
    private readonly byte[] token;
    private int closing;
    private int acknowledging;
    private int publishing;
    private long lastByte;

    internal Connection(HubCallerContext context, Caller caller, LiveSession session, HubNotices notices)
    {
        this.context = context;
        HttpContext = context.GetHttpContext();
        Caller = caller;
        Session = session;
        Notices = notices;
        Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        token = Encoding.ASCII.GetBytes(Token);
    }

    /// <summary>Grows from one connection of this node to the next: of two, the newer one knows what the client wants.</summary>
    private long Generation { get; } = Interlocked.Increment(ref opened);

    /// <summary>Whether it was opened later than another one of the same session. One that is given up holds nothing back.</summary>
    internal bool IsNewerThan(Connection other) => !IsGone && !IsClosing && Generation > other.Generation;

    /// <summary>The connection's id.</summary>
    public string Id => context.ConnectionId;

    /// <summary>Who is there, by the token of this connection.</summary>
    public Caller Caller { get; }

    /// <summary>The session it belongs to.</summary>
    public LiveSession Session { get; }

    /// <summary>When the token, and the connection with it, ends.</summary>
    public DateTimeOffset ExpiresAt => Caller.ExpiresAt;

    /// <summary>Cancelled when the socket is gone or aborted.</summary>
    public CancellationToken Aborted => context.ConnectionAborted;

    /// <summary>Whether it is being closed: nothing more is delivered.</summary>
    internal bool IsClosing => Volatile.Read(ref closing) != 0;

    /// <summary>Whether its welcome is sent; nothing else goes before it.</summary>
    internal bool IsWelcomed { get; set; }

    /// <summary>Whether SignalR has let it go.</summary>
    internal bool IsGone { get; set; }

    /// <summary>When a batch was last handed to the socket; null before the first.</summary>
    internal DateTimeOffset? LastByteAt => Volatile.Read(ref lastByte) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The secret of this connection that every request carries (PAY-18).</summary>
    internal string Token { get; }

    /// <summary>The peer's network address.</summary>
    internal string? Address => HttpContext?.Connection.RemoteIpAddress?.ToString();

    internal HubNotices Notices { get; }

    internal ConnectionPump? Pump { get; set; }

    private HttpContext? HttpContext { get; }

    /// <summary>Compares in constant time.</summary>
    internal bool HasToken(string? candidate) =>
        candidate is { Length: <= 128 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(candidate), token);

    /// <summary>Whether its stream of acknowledgements is open; another one is a call like any other, and refused.</summary>
    internal bool HasAcknowledgements => Volatile.Read(ref acknowledging) != 0;

    /// <summary>Opens the stream of acknowledgements; false when it was opened before.</summary>
    internal bool TryOpenAcknowledgements() => Interlocked.Exchange(ref acknowledging, 1) == 0;

    /// <summary>Opens a stream of events to publish; false when one is open.</summary>
    internal bool TryOpenPublishing() => Interlocked.Exchange(ref publishing, 1) == 0;

    internal void ClosePublishing() => Volatile.Write(ref publishing, 0);

    /// <summary>Starts closing it; false when somebody else did before.</summary>
    internal bool TryClose() => Interlocked.Exchange(ref closing, 1) == 0;

    internal void NoteByte(DateTimeOffset at) => Volatile.Write(ref lastByte, at.UtcTicks);

    /// <summary>Sends SignalR's close message and takes nothing more.</summary>
    internal void Abort() => context.Abort();

    /// <summary>Cuts the socket itself, for a peer that does not leave.</summary>
    internal void Cut() => HttpContext?.Abort();
}
