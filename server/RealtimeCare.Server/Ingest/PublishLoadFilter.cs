using Microsoft.AspNetCore.Http;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest;

/// <summary>Lets a request of a publisher in before its body is read, or sends it away for a moment.</summary>
/// <param name="meter">Counts what is under way.</param>
/// <param name="mostBytes">What a body of unknown length may take.</param>
internal sealed class PublishLoadFilter(PublishMeter meter, int mostBytes) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var length = context.HttpContext.Request.ContentLength;
        // One that says it is too large is refused unread.
        var (entry, problem) = meter.Enter(context.HttpContext.GetCaller(), length > mostBytes ? 0 : length ?? mostBytes);
        using (entry) return problem ?? await next(context);
    }
}
