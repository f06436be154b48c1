namespace RealtimeCare.Contracts.Codes;

/// <summary>
/// Why a connection or session ended. The range tells the client's duty, also with a reason it does not know yet:
/// 3000 to 3499 the connection ended, come back (with a fresh token where it says so); 3500 to 3999 the session ended:
/// stop, purge what is kept, and ask the person to sign in again where that is allowed.
/// </summary>
public enum EndReason
{
    /// <summary>The access token expired: refresh it and connect again.</summary>
    TokenExpired = 3000,

    /// <summary>The client did not read or acknowledge in time: connect again and resume.</summary>
    TooSlow = 3001,

    /// <summary>The node is stopping: connect again, after the delay given.</summary>
    Shutdown = 3002,

    /// <summary>Another connection of the same session took over: nothing to do.</summary>
    HandedOver = 3003,

    /// <summary>An administrator ended the session: stop; a new sign-in is allowed.</summary>
    Ended = 3500,

    /// <summary>The token or its grant was revoked: stop; a new sign-in is allowed.</summary>
    Revoked = 3501,

    /// <summary>The account is suspended: stop; no sign-in until it is lifted.</summary>
    Suspended = 3502,

    /// <summary>A newer session of the same person took this one's place.</summary>
    Replaced = 3503,

    /// <summary>Fifteen minutes without human activity.</summary>
    Idle = 3504,

    /// <summary>The longest time that a session may last is over.</summary>
    AbsoluteEnd = 3505,

    /// <summary>The person signed out.</summary>
    SignedOut = 3506,
}
