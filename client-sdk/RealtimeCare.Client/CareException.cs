using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client;

/// <summary>The server refused a call with a code: <see cref="CareError.Code"/> says why, and <see cref="Duty"/> what to do.</summary>
/// <remarks>
/// There is one type for all codes, since codes come with the server and types with the app: catch what you can act on by a filter, such
/// as <c>catch (CareException refused) when (refused.IsRetryable)</c>. What a server cannot refuse has types of its own:
/// <see cref="SessionEndedException"/>, <see cref="Following.SubscriptionEndedException"/> and <see cref="ServerNotTrustedException"/>.
/// </remarks>
public sealed class CareException : Exception
{
    /// <summary>Makes one for a refusal.</summary>
    public CareException(CareError error, Exception? innerException = null)
        : base(TextOf(error), innerException) => Error = error;

    /// <summary>The refusal.</summary>
    public CareError Error { get; }

    /// <summary>What to do, by the code's range.</summary>
    public ErrorDuty Duty => (int)Error.Code switch
    {
        >= 4000 and < 4100 => ErrorDuty.Correct,
        >= 4200 and < 4300 => ErrorDuty.RepeatLater,
        >= 4300 and < 4400 => ErrorDuty.SignInAgain,
        >= 4400 and < 4500 => ErrorDuty.Stop,
        _ => ErrorDuty.DoNotRepeat,
    };

    /// <summary>Whether the same call may succeed later. The SDK has repeated it several times by then, where that is safe.</summary>
    public bool IsRetryable => Duty == ErrorDuty.RepeatLater;

    /// <summary>How long the server asked to wait before the call is repeated; null when it named no time.</summary>
    public TimeSpan? RetryAfter => Error.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null;

    /// <summary>Where in the request the fault is, where the server says so: a place without values.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Of an event that was refused for its content: under which id it is kept for its publisher, who can fix and replay it. Null when
    /// it is not kept.
    /// </summary>
    public Guid? QuarantineId { get; init; }

    /// <summary>Whether a refused event is not kept because as much is kept as may be.</summary>
    public bool QuarantineFull { get; init; }

    /// <summary>
    /// What an <see cref="ITokenSource"/> of an app throws when there will be no token until the person signs in anew: the client then
    /// ends as after any end of the session.
    /// </summary>
    /// <param name="innerException">Why, such as MSAL's <c>MsalUiRequiredException</c>.</param>
    public static CareException SignInRequired(Exception? innerException = null) =>
        new(new CareError(ErrorCode.Unauthenticated, "A new sign-in is needed.", "-"), innerException);

    private static string TextOf(CareError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return $"{error.Message} (code {(int)error.Code}, request {error.RequestId})";
    }
}
