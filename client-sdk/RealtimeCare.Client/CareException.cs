using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client;

/// <summary>The server refused a call with a code. <see cref="CareError.Code"/> says why, and by its range what to do.</summary>
public sealed class CareException : Exception
{
    /// <summary>Makes one for a refusal.</summary>
    public CareException(CareError error, Exception? innerException = null)
        : base(TextOf(error), innerException) => Error = error;

    /// <summary>The refusal.</summary>
    public CareError Error { get; }

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
