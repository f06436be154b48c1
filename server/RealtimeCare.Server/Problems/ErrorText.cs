using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Problems;

/// <summary>The fixed public text of each error code, for hubs and HTTP alike. It never holds anything of a request.</summary>
public static class ErrorText
{
    /// <summary>What went wrong and what to do.</summary>
    public static string Of(ErrorCode code) => code switch
    {
        ErrorCode.InvalidRequest => "The request is not as it should be; correct it.",
        ErrorCode.InvalidResource => "The resource is not valid FHIR R4; correct it at the place named.",
        ErrorCode.TooLarge => "The request is too large or nested too deeply; send less at once.",
        ErrorCode.UnknownPosition => "The position is not known; drop what is kept and follow from the start or from now.",
        ErrorCode.IdempotencyConflict => "The idempotency key was used with a different content; use a new key.",
        ErrorCode.StaleRequest => "The timestamp is more than five minutes off; correct the clock.",
        ErrorCode.UnknownTopic => "The topic is not known, or does not take this type of resource.",
        ErrorCode.InvalidConnectionToken => "The connection token is not this connection's; connect again.",
        ErrorCode.TooManyPatients => "There are more patients than a connection may follow; follow some of them one by one.",
        ErrorCode.NothingToReport => "No such event was sent to you, or it asks for no acknowledgement.",
        ErrorCode.Forbidden => "Not permitted, or it does not exist.",
        ErrorCode.TooManyGrants => "As many break-glass grants run as may; end one first.",
        ErrorCode.Busy => "Too many calls are in flight; repeat when one has been answered.",
        ErrorCode.RateLimited => "The rate limit is reached; repeat after the time given.",
        ErrorCode.Unavailable => "Something that is needed is down and nothing was changed; repeat later.",
        ErrorCode.Unauthenticated => "The access token is missing or has ended; get a new one.",
        ErrorCode.SessionEnded => "The session has ended; sign in again.",
        ErrorCode.InsufficientAuthentication => "The sign-in is too old for this; sign in again and repeat it.",
        ErrorCode.Suspended => "Use of the service is suspended; ask an administrator.",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
