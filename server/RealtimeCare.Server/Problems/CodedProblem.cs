using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Problems;

/// <summary>A refusal over HTTP: RFC 9457 problem details with our code. Every refusal of the API is one of these.</summary>
/// <param name="Code">Why, and by its range what to do.</param>
public sealed record CodedProblem(ErrorCode Code) : IResult
{
    private const int UnavailableRetryMs = 1000;

    /// <summary>Where in the request: a path without values.</summary>
    public string? Path { get; init; }

    /// <summary>The places in a resource that are not valid FHIR.</summary>
    public IReadOnlyList<ProblemIssue> Issues { get; init; } = [];

    /// <summary>How long to wait before repeating, in milliseconds.</summary>
    public int? RetryAfterMs { get; init; } = Code == ErrorCode.Unavailable ? UnavailableRetryMs : null;

    /// <summary>How recent the sign-in must be, in seconds, where a new one is asked for.</summary>
    public int? MaxAgeSeconds { get; init; }

    /// <summary>Under which id an event that was refused for its content is kept for its publisher.</summary>
    public Guid? QuarantineId { get; init; }

    /// <summary>Whether it is not kept because as much is kept as may be.</summary>
    public bool QuarantineFull { get; init; }

    /// <summary>Whether nothing was wrong but that the tenant has no such patient. Never told.</summary>
    internal bool IsUnknownPatient { get; init; }

    /// <summary>The HTTP status of a code.</summary>
    public static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorCode.InvalidResource or ErrorCode.UnknownTopic => StatusCodes.Status422UnprocessableEntity,
        ErrorCode.UnknownPosition or ErrorCode.IdempotencyConflict or ErrorCode.NothingToReport => StatusCodes.Status409Conflict,
        ErrorCode.Forbidden or ErrorCode.TooManyGrants or ErrorCode.Suspended => StatusCodes.Status403Forbidden,
        ErrorCode.Busy or ErrorCode.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorCode.Unauthenticated or ErrorCode.SessionEnded or ErrorCode.InsufficientAuthentication => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Writes the answer.</summary>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (RetryAfterMs is { } wait)
            httpContext.Response.Headers.RetryAfter = ((wait + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        if (Code == ErrorCode.InsufficientAuthentication) httpContext.Response.Headers.WWWAuthenticate = ChallengeOf(MaxAgeSeconds);
        return TypedResults.Problem(ToDetails(httpContext.TraceIdentifier)).ExecuteAsync(httpContext);
    }

    // RFC 9470: the client signs the person in again, no longer ago than this.
    private static string ChallengeOf(int? maxAge)
    {
        const string Challenge = "Bearer error=\"insufficient_user_authentication\"";
        return maxAge is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{Challenge}, max_age={seconds}") : Challenge;
    }

    private ProblemDetails ToDetails(string requestId)
    {
        var details = new ProblemDetails
        {
            Type = "urn:realtimecare:error:" + NameOf(Code),
            Title = ErrorText.Of(Code),
            Status = StatusOf(Code),
            Extensions = { ["code"] = (int)Code, ["requestId"] = requestId },
        };
        if (Path is not null) details.Extensions["path"] = Path;
        if (Issues.Count > 0) details.Extensions["issues"] = Issues;
        if (RetryAfterMs is not null) details.Extensions["retryAfterMs"] = RetryAfterMs;
        if (MaxAgeSeconds is not null) details.Extensions["maxAgeSeconds"] = MaxAgeSeconds;
        if (QuarantineId is not null) details.Extensions["quarantineId"] = QuarantineId;
        if (QuarantineFull) details.Extensions["quarantineFull"] = true;
        return details;
    }

    /// <summary>The code's name as it stands in the problem's type, such as <c>invalid-request</c>.</summary>
    public static string NameOf(ErrorCode code)
    {
        var name = new StringBuilder();
        foreach (var letter in code.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }
        return name.ToString();
    }
}

/// <summary>One place in a resource that is not valid FHIR R4.</summary>
/// <param name="Code">The validator's own stable code, such as <c>PVAL128</c>.</param>
/// <param name="Path">The place: a FHIRPath-like path without values.</param>
public sealed record ProblemIssue(
    [property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("path")] string Path);
