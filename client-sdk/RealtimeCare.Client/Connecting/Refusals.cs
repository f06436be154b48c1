using System.Net;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>What a refusal's range asks of this client.</summary>
internal static class Refusals
{
    /// <summary>The ending that a code amounts to, also a code that is not known yet; null when the session and connection go on.</summary>
    public static EndReason? EndOf(ErrorCode code) => (int)code switch
    {
        (int)ErrorCode.Unauthenticated => EndReason.TokenExpired,
        // A new sign-in is asked for, for this one call; the session goes on.
        (int)ErrorCode.InsufficientAuthentication => null,
        >= 4300 and < 4400 => EndReason.Ended,
        >= 4400 and < 4500 => EndReason.Suspended,
        _ => null,
    };

    /// <summary>Whether repeating later may help.</summary>
    public static bool IsForLater(ErrorCode code) => (int)code is >= 4200 and < 4300;

    /// <summary>The ending that a token source's refusal amounts to: no token, no session.</summary>
    public static EndReason? EndOfSignIn(ErrorCode code) => (int)code switch
    {
        >= 4300 and < 4400 => EndReason.Revoked,
        >= 4400 and < 4500 => EndReason.Suspended,
        _ => null,
    };

    /// <summary>What an app is told of a failure that it has no type for; null for any other.</summary>
    public static Exception? ForApp(Exception exception) => exception switch
    {
        LinkLostException => new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception),
        UpgradeRefusedException { Status: 429 or >= 500 } refused => new CareException(
            new CareError(
                refused.Status == 429 ? ErrorCode.RateLimited : ErrorCode.Unavailable, refused.Message, "-", (int?)refused.RetryAfter?.TotalMilliseconds),
            refused),
        UpgradeRefusedException refused => new HttpRequestException(refused.Message, refused, (HttpStatusCode)refused.Status),
        _ => null,
    };

    /// <summary>How long the server asked to wait.</summary>
    public static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        UpgradeRefusedException refused => refused.RetryAfter,
        CareException { Error.RetryAfterMs: { } wait } => TimeSpan.FromMilliseconds(wait),
        _ => null,
    };
}
