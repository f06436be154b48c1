using System.Globalization;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client;

/// <summary>How things stand with the server, for an app to show.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">
/// Since when, by the clock and time zone of the device. Of <see cref="ConnectionState.Stale"/> it is when the loss was noticed, or
/// the client was suspended: what is shown may be as old as that.
/// </param>
/// <param name="Because">Why the session is over; null in every other state.</param>
public sealed record ConnectionStatus(ConnectionState State, DateTimeOffset Since, EndReason? Because = null)
{
    /// <summary>While <see cref="ConnectionState.Stale"/>, why the last attempt to connect failed; null before one did, and in every other state.</summary>
    public ConnectionFault? Fault { get; init; }

    /// <summary>While <see cref="ConnectionState.Stale"/>, when the next attempt is made; null in every other state.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Whether there is a connection: <see cref="ConnectionState.Live"/> or <see cref="ConnectionState.CatchingUp"/>.</summary>
    public bool IsConnected => State is ConnectionState.Live or ConnectionState.CatchingUp;

    /// <summary>
    /// A short English text: "live", "catching up", "stale since 14:02", "signed out because an administrator ended the session". To say
    /// it in another language use <see cref="State"/>, <see cref="Since"/> and <see cref="Because"/>.
    /// </summary>
    public string Text => State switch
    {
        ConnectionState.Disconnected => "not connected",
        ConnectionState.Connecting => "connecting",
        ConnectionState.Live => "live",
        ConnectionState.CatchingUp => "catching up",
        ConnectionState.Stale => $"stale since {Clock}",
        ConnectionState.Suspended => $"suspended since {Clock}",
        _ => $"signed out because {TextOf(Because)}",
    };

    private string Clock => Since.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string TextOf(EndReason? reason) => reason switch
    {
        EndReason.Ended => "an administrator ended the session",
        EndReason.Revoked => "the sign-in is no longer accepted",
        EndReason.Suspended => "the account is suspended",
        EndReason.Replaced => "a newer sign-in took its place",
        EndReason.Idle => "nobody used it for a while",
        EndReason.AbsoluteEnd => "the longest time of a session is over",
        EndReason.SignedOut => "the person signed out",
        EndReason.HandedOver => "another client of the same sign-in took over",
        _ => "the session ended",
    };
}

/// <summary>The states that a client can be in.</summary>
public enum ConnectionState
{
    /// <summary>Not connected yet, or disposed.</summary>
    Disconnected,

    /// <summary>Connecting for the first time.</summary>
    Connecting,

    /// <summary>Connected, and the app has handled all that there was when it connected: what is shown is current.</summary>
    Live,

    /// <summary>
    /// Connected, and the app has not yet handled all that there was when it connected, or when it began to follow somebody: what is
    /// shown may be old. One's own inbox does not count.
    /// </summary>
    CatchingUp,

    /// <summary>The connection was lost and is being made again: what is shown may be old.</summary>
    Stale,

    /// <summary>Suspended by the app: nothing is sent or received until it resumes.</summary>
    Suspended,

    /// <summary>The session is over; see <see cref="ConnectionStatus.Because"/>. Nothing more will come.</summary>
    SignedOut,
}
