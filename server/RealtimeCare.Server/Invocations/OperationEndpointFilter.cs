using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Invocations;

/// <summary>The way of a call over HTTP that is not about one patient: decide, write in the book, then do it.</summary>
internal sealed class OperationEndpointFilter(Operation operation) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var caller = context.HttpContext.GetCaller();
        var decision = services.GetRequiredService<LiveAccess>().Decide(caller, operation, AccessTarget.None).Decision;
        var entry = DecisionEntry.Of(EntryKinds.Invocation, caller, operation, decision) with
        {
            At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            RequestId = context.HttpContext.TraceIdentifier,
        };
        var trail = services.GetRequiredService<IAuditTrail>();
        try
        {
            // Ending never waits for the trail: it is recorded after the fact.
            if (decision is Decision.Permit && operation.Kind == OperationKind.End)
            {
                var answer = await next(context);
                await TryRecordAsync(trail, entry);
                return answer;
            }
            await trail.AppendAsync(entry, context.HttpContext.RequestAborted);
            return decision is Decision.Permit ? await next(context) : new CodedProblem(DenialCode.Of(decision));
        }
        catch (CareRefusalException refusal)
        {
            var problem = new CodedProblem(refusal.Code) { MaxAgeSeconds = (int?)refusal.MaxAge?.TotalSeconds };
            return refusal.RetryAfterMs is { } wait ? problem with { RetryAfterMs = wait } : problem;
        }
        catch (TrailUnavailableException)
        {
            return new CodedProblem(ErrorCode.Unavailable);
        }
    }

    private static async Task TryRecordAsync(IAuditTrail trail, Entry entry)
    {
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (TrailUnavailableException)
        {
            // The sessions' own ends are recorded and logged by themselves; the act stands.
        }
    }
}

internal static class OperationEndpointExtensions
{
    /// <summary>Requires an authenticated caller for whom the policy permits the operation.</summary>
    public static RouteHandlerBuilder RequireOperation(this RouteHandlerBuilder builder, Operation operation) =>
        builder.RequireAuthorization().AddEndpointFilter(new OperationEndpointFilter(operation));
}
