using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>Reads the body of a request strictly: bounded, valid UTF-8, no unknown and no repeated members.</summary>
internal static class RequestBody
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = IngestLimits.RequestDepth,
    };

    /// <summary>The body as a contract's type.</summary>
    public static async ValueTask<Checked<T>> ReadAsync<T>(HttpContext context, int mostBytes)
        where T : class
    {
        var body = await ReadJsonAsync(context, mostBytes);
        return body.IsValid ? Parse<T>(body.Value) : body.Problem;
    }

    /// <summary>The body as JSON text.</summary>
    public static async ValueTask<Checked<byte[]>> ReadJsonAsync(HttpContext context, int mostBytes)
    {
        if (!context.Request.HasJsonContentType()) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "Content-Type" };
        var body = await ReadBytesAsync(context, mostBytes);
        return body.IsValid && CheckJson(body.Value) is { } problem ? problem : body;
    }

    /// <summary>JSON text as a contract's type.</summary>
    internal static Checked<T> Parse<T>(ReadOnlySpan<byte> utf8)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Strict) is { } value ? value : new CodedProblem(ErrorCode.InvalidRequest);
        }
        catch (JsonException exception)
        {
            return new CodedProblem(ErrorCode.InvalidRequest) { Path = JsonText.SafePath(exception.Path) };
        }
        catch (InvalidOperationException)
        {
            // A text that is no Unicode, such as half a surrogate pair.
            return new CodedProblem(ErrorCode.InvalidRequest);
        }
    }

    /// <summary>Why this is no JSON that could be read; null when it is.</summary>
    internal static CodedProblem? CheckJson(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) return new CodedProblem(ErrorCode.InvalidRequest);
        try
        {
            return JsonText.DepthOf(utf8) > IngestLimits.RequestDepth ? new CodedProblem(ErrorCode.TooLarge) : null;
        }
        catch (JsonException)
        {
            return new CodedProblem(ErrorCode.InvalidRequest);
        }
    }

    private static async ValueTask<Checked<byte[]>> ReadBytesAsync(HttpContext context, int mostBytes)
    {
        if (context.Request.ContentLength > mostBytes) return new CodedProblem(ErrorCode.TooLarge);
        using var deadline = new CancellationTokenSource(IngestLimits.BodyTime, context.RequestServices.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await ReadBytesAsync(context.Request, mostBytes, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return new CodedProblem(ErrorCode.Busy) { RetryAfterMs = IngestLimits.BusyRetryMs };
        }
    }

    private static async ValueTask<Checked<byte[]>> ReadBytesAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (body.Length + read > mostBytes) return new CodedProblem(ErrorCode.TooLarge);
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        return body.ToArray();
    }
}
