using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Problems;

/// <summary>What the framework refuses by a status alone (no token, an unknown content type) gets the API's coded answer.</summary>
internal static class BareRefusals
{
    public static IApplicationBuilder UseCodedRefusals(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        await next(context);
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)) return;
        if (context.Response is { HasStarted: false, ContentType: null, ContentLength: null or 0 } && CodeOf(context.Response.StatusCode) is { } code)
            await new CodedProblem(code).ExecuteAsync(context);
    });

    private static ErrorCode? CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ErrorCode.Unauthenticated,
        StatusCodes.Status403Forbidden => ErrorCode.Forbidden,
        StatusCodes.Status413PayloadTooLarge => ErrorCode.TooLarge,
        StatusCodes.Status400BadRequest or StatusCodes.Status415UnsupportedMediaType => ErrorCode.InvalidRequest,
        _ => null,
    };
}
