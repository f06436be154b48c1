using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest;

/// <summary>
/// Refuses whoever may publish nothing, before a byte of a body is read or counted: who has no right to the door cannot crowd it.
/// </summary>
/// <param name="kind">The kind of the entry in the book.</param>
internal sealed class PublishRightFilter(string kind) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var access = http.RequestServices.GetRequiredService<PublishAccess>();
        var caller = http.GetCaller();
        if (access.FindBar(caller) is not { } denial) return await next(context);
        try
        {
            await access.BarredAsync(caller, kind, denial, http.TraceIdentifier, http.RequestAborted);
            return new CodedProblem(DenialCode.Of(denial));
        }
        catch (TrailUnavailableException)
        {
            return new CodedProblem(ErrorCode.Unavailable);
        }
    }
}

internal static class PublishRightExtensions
{
    /// <summary>Lets only those in who may publish something.</summary>
    public static RouteHandlerBuilder RequirePublisher(this RouteHandlerBuilder builder, string kind) =>
        builder.AddEndpointFilter(new PublishRightFilter(kind));
}
