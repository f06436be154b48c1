using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Ingest;

/// <summary>Answers with a coded refusal when the facts, the quarantine or the trail are down.</summary>
internal sealed class FactsUnavailableFilter(ILogger<FactsUnavailableFilter> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is FactsUnavailableException or TrailUnavailableException or StreamStoreUnavailableException)
        {
            log.FactsUnavailable(exception, context.HttpContext.TraceIdentifier);
            return new CodedProblem(ErrorCode.Unavailable);
        }
    }
}
