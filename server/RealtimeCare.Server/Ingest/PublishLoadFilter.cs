using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest;

/// <summary>Lets a request of a publisher in before its body is read, or sends it away for a moment.</summary>
/// <param name="weigh">What a request counts, by the length that it says it has.</param>
internal sealed class PublishLoadFilter(Func<long?, long> weigh) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var meter = context.HttpContext.RequestServices.GetRequiredService<PublishMeter>();
        var (entry, problem) = meter.Enter(context.HttpContext.GetCaller(), weigh(context.HttpContext.Request.ContentLength));
        using (entry) return problem ?? await next(context);
    }
}

internal static class PublishLoadExtensions
{
    /// <summary>Counts a request by its body among what its publisher has under way.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="mostBytes">What a body may have, and one of unknown length counts.</param>
    /// <param name="times">How often each byte counts, where there is more to do with it than to take it.</param>
    public static RouteHandlerBuilder LimitLoad(this RouteHandlerBuilder builder, int mostBytes, int times = 1) =>
        // One that says it is too large is refused unread.
        builder.AddEndpointFilter(new PublishLoadFilter(length => length > mostBytes ? 0 : (length ?? mostBytes) * times));

    /// <summary>Counts a request as so many bytes, for what it makes the server read.</summary>
    public static RouteHandlerBuilder LimitLoadAs(this RouteHandlerBuilder builder, int bytes) =>
        builder.AddEndpointFilter(new PublishLoadFilter(_ => bytes));
}
