using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client;

/// <summary>How things stand with the server, for an app to show.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">Since when, by the local clock: "stale since 14:02".</param>
/// <param name="Because">Why the session is over; null in every other state.</param>
public sealed record ConnectionStatus(ConnectionState State, DateTimeOffset Since, EndReason? Because = null);

/// <summary>The states that a client can be in.</summary>
public enum ConnectionState
{
    /// <summary>Not connected yet, or disposed.</summary>
    Disconnected,

    /// <summary>Connecting for the first time.</summary>
    Connecting,

    /// <summary>Connected: what is shown is current.</summary>
    Live,

    /// <summary>The connection was lost and is being made again: what is shown may be old.</summary>
    Stale,

    /// <summary>The session is over; see <see cref="ConnectionStatus.Because"/>. Nothing more will come.</summary>
    SignedOut,
}
