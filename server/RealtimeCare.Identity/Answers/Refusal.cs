using Microsoft.AspNetCore.Http;

namespace RealtimeCare.Identity.Answers;

/// <summary>
/// A refusal as RFC 9457 problem details. The codes are those of the wire's catalogue; the few used here stand here, because this
/// project knows the trail alone.
/// </summary>
internal sealed record Refusal(int Status, int Code, string Name, string Title)
{
    public static Refusal InvalidRequest { get; } = new(StatusCodes.Status400BadRequest, 4000, "invalid-request", "The request is not valid.");

    public static Refusal Conflict { get; } = InvalidRequest with { Status = StatusCodes.Status409Conflict, Title = "The name is taken." };

    public static Refusal Forbidden { get; } = new(StatusCodes.Status403Forbidden, 4100, "forbidden", "Not permitted, or it does not exist.");

    public static Refusal NotFound { get; } = Forbidden with { Status = StatusCodes.Status404NotFound };

    public static Refusal SetupIsDone { get; } = Forbidden with { Status = StatusCodes.Status409Conflict, Title = "The first administrator exists already." };

    public static Refusal RateLimited { get; } =
        new(StatusCodes.Status429TooManyRequests, 4201, "rate-limited", "Too many failures from this address; repeat after the time given.");

    public static Refusal Unavailable { get; } =
        new(StatusCodes.Status503ServiceUnavailable, 4202, "unavailable", "Something the server needs is down; nothing was revealed or changed.");

    public static Refusal Unauthenticated { get; } = new(StatusCodes.Status401Unauthorized, 4300, "unauthenticated", "Sign in first.");

    /// <summary>The refusal that fits a bare status, as the framework's own steps leave it.</summary>
    public static Refusal For(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthenticated,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status429TooManyRequests => RateLimited,
        >= StatusCodes.Status500InternalServerError => Unavailable with { Status = status },
        _ => InvalidRequest with { Status = status },
    };

    /// <summary>The answer to send.</summary>
    /// <param name="path">The member of the body that is wrong.</param>
    /// <param name="detail">A fixed text that says what to do; never anything of the request.</param>
    /// <param name="retryAfter">How long to wait.</param>
    public IResult ToResult(HttpContext context, string? path = null, string? detail = null, TimeSpan? retryAfter = null)
    {
        var more = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Code, ["requestId"] = context.TraceIdentifier };
        if (path is not null) more["path"] = path;
        if (retryAfter is { } wait)
        {
            more["retryAfterMs"] = (long)wait.TotalMilliseconds;
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return Results.Problem(detail, statusCode: Status, title: Title, type: "urn:realtimecare:error:" + Name, extensions: more);
    }
}
