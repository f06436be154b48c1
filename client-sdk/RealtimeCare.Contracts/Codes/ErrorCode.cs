namespace RealtimeCare.Contracts.Codes;

/// <summary>
/// Why a call was refused. The range tells what to do, also with a code that a client does not know yet:
/// 4000 to 4099 correct the request; 4100 to 4199 not allowed, do not repeat; 4200 to 4299 repeat later;
/// 4300 to 4399 sign in again; 4400 to 4499 stop.
/// </summary>
public enum ErrorCode
{
    /// <summary>A field is missing, unknown, of the wrong type or out of range.</summary>
    InvalidRequest = 4000,

    /// <summary>The resource is not valid FHIR R4; the answer names the place.</summary>
    InvalidResource = 4001,

    /// <summary>The request is larger or nested deeper than allowed.</summary>
    TooLarge = 4002,

    /// <summary>A position of another epoch or beyond the stream: drop what is kept and follow from the start or from now.</summary>
    UnknownPosition = 4003,

    /// <summary>The same idempotency key was used with a different content.</summary>
    IdempotencyConflict = 4004,

    /// <summary>The request's timestamp is more than five minutes off the server's clock.</summary>
    StaleRequest = 4005,

    /// <summary>The topic is not one that the policy knows.</summary>
    UnknownTopic = 4006,

    /// <summary>The connection token is missing or not this connection's.</summary>
    InvalidConnectionToken = 4007,

    /// <summary>The caller has more patients than one connection may follow; the error says how many.</summary>
    TooManyPatients = 4008,

    /// <summary>No such event was sent to this person, or it asks for no acknowledgement: both look the same.</summary>
    NothingToReport = 4011,

    /// <summary>Not permitted, or it does not exist: both look the same.</summary>
    Forbidden = 4100,

    /// <summary>As many break-glass grants of this person are running as may: end one first.</summary>
    TooManyGrants = 4101,

    /// <summary>Too many calls of this connection are in flight; repeat when one has been answered.</summary>
    Busy = 4200,

    /// <summary>The rate limit is reached; repeat after the time given.</summary>
    RateLimited = 4201,

    /// <summary>Something the server needs is down; nothing was revealed or changed.</summary>
    Unavailable = 4202,

    /// <summary>The access token has ended; get a new one and connect again.</summary>
    Unauthenticated = 4300,

    /// <summary>The session has ended; a new sign-in is needed.</summary>
    SessionEnded = 4301,

    /// <summary>The sign-in is too old for this: sign in again and repeat it in the new session. This session goes on.</summary>
    InsufficientAuthentication = 4302,

    /// <summary>The account or client may not use the service until an administrator lifts it.</summary>
    Suspended = 4400,
}
