using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Identity.Answers;

/// <summary>
/// Stands around everything identity answers: refuses addresses that only fail, turns a dead trail into 503, and gives bare refusals
/// of the framework their problem body.
/// </summary>
/// <remarks>A start-up filter, because OpenIddict answers from within the authentication step, which stands before any endpoint filter.</remarks>
internal sealed class IdentityFilter(FailureRegistry failures, IdentityTrail trail, ILogger<IdentityFilter> logger) : IStartupFilter
{
    private static readonly PathString[] Guarded = ["/connect", "/api/v1/setup"];
    private static readonly PathString[] Ours = [.. Guarded, "/api/v1/users", "/api/v1/clients"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RunAsync);
        next(app);
    };

    private Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsIn(Ours, context)) return next(context);
        context.Response.Headers.CacheControl = "no-store";
        if (IsIn(Guarded, context) && failures.IsOver(context.Connection.RemoteIpAddress, out var retryAfter))
            return Refusal.RateLimited.ToResult(context, retryAfter: retryAfter).ExecuteAsync(context);
        return AnswerAsync(context, next);
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (await IsReadableAsync(context)) await next(context);
            else context.Response.StatusCode = StatusCodes.Status400BadRequest;
            if (IsIn(Guarded, context) && context.Response.StatusCode is >= 400 and < 500) await CountAsync(context);
            else if (context.Response.StatusCode == StatusCodes.Status403Forbidden) await RecordForbiddenAsync(context);
            if (IsBareRefusal(context.Response)) await Refusal.For(context.Response.StatusCode).ToResult(context).ExecuteAsync(context);
        }
        catch (TrailUnavailableException e) when (!context.Response.HasStarted)
        {
            IdentityLog.TrailDown(logger, e);
            context.Response.Clear();
            await Refusal.Unavailable.ToResult(context, retryAfter: TimeSpan.FromSeconds(5)).ExecuteAsync(context);
        }
    }

    /// <summary>A form that cannot be decoded, such as one with a NUL, is the caller's fault, not a failure of the server. What was read is kept.</summary>
    private static async Task<bool> IsReadableAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return true;
        try
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private async Task CountAsync(HttpContext context)
    {
        if (!failures.Add(context.Connection.RemoteIpAddress)) return;
        await trail.WriteAsync(
            context, EntryKinds.SignIn, EntryOutcome.Denied, e => e with { Operation = "address.limit", Reason = "too-many-failures" }, CancellationToken.None);
    }

    /// <summary>Somebody with a valid token tried to administer without the right to.</summary>
    private ValueTask RecordForbiddenAsync(HttpContext context) => trail.WriteAsync(context, EntryKinds.Invocation, EntryOutcome.Denied, e => e with
    {
        Operation = "users.admin",
        Reason = "not-permitted",
        Actor = context.User.FindFirstValue("sub"),
        Tenant = context.User.FindFirstValue("tenant"),
        Session = context.User.FindFirstValue("sid"),
    }, CancellationToken.None);

    private static bool IsBareRefusal(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 };

    private static bool IsIn(PathString[] paths, HttpContext context)
    {
        foreach (var path in paths)
            if (context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
