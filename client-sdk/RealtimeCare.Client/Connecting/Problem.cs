using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>A refusal of an HTTP call: RFC 9457 problem details with the platform's code, or an OAuth error.</summary>
internal sealed record Problem(
    string? Title, string? Detail, int? Code, string? RequestId, string? Path, IReadOnlyList<ProblemIssue>? Issues, int? RetryAfterMs,
    int? MaxAgeSeconds, string? Error, Guid? QuarantineId, bool? QuarantineFull)
{
    /// <summary>The exception for a refused answer, also when something between here and the server wrote it.</summary>
    public static async Task<CareException> ReadAsync(HttpResponseMessage answer, TimeProvider time, CancellationToken cancellationToken)
    {
        var problem = await TryParseAsync(answer, cancellationToken).ConfigureAwait(false);
        var code = problem?.Code is { } known ? (ErrorCode)known : CodeOf(answer.StatusCode);
        var text = problem?.Detail ?? problem?.Title ?? $"The server refused with status {(int)answer.StatusCode}.";
        var wait = problem?.RetryAfterMs ?? MillisecondsOf(answer.Headers.RetryAfter, time);
        var error = new CareError(code, text, problem?.RequestId ?? "-", wait) { MaxAgeSeconds = problem?.MaxAgeSeconds };
        return new CareException(error)
        {
            Path = problem?.Path ?? (problem?.Issues is [var issue, ..] ? issue.Path : null),
            QuarantineId = problem?.QuarantineId,
            QuarantineFull = problem?.QuarantineFull ?? false,
        };
    }

    public static async Task<Problem?> TryParseAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, ClientJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Names the code, not the text, which a stranger may have written.</summary>
    public override string ToString() => $"problem {Code}";

    private static ErrorCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ErrorCode.Unauthenticated,
        HttpStatusCode.Forbidden or HttpStatusCode.NotFound => ErrorCode.Forbidden,
        HttpStatusCode.RequestEntityTooLarge => ErrorCode.TooLarge,
        HttpStatusCode.TooManyRequests => ErrorCode.RateLimited,
        >= HttpStatusCode.InternalServerError => ErrorCode.Unavailable,
        _ => ErrorCode.InvalidRequest,
    };

    private static int? MillisecondsOf(RetryConditionHeaderValue? header, TimeProvider time)
    {
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait is { } span && span > TimeSpan.Zero ? (int)Math.Min(span.TotalMilliseconds, int.MaxValue) : null;
    }
}

/// <summary>One place in a resource that is not valid.</summary>
internal sealed record ProblemIssue(string? Code, string? Path);
