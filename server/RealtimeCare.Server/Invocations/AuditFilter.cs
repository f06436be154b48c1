using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// Outermost. Sees every call and every way it can end, writes it into the trail and gives the caller nothing but a coded
/// answer. No receipt, no disclosure.
/// </summary>
internal sealed class AuditFilter(
    InvocationPlans plans, ConnectionRegistry connections, ConnectionAdmission admission, InvocationRecorder recorder) : IHubFilter
{
    private readonly FrozenDictionary<MethodInfo, InvocationPlan> plans = plans.All;

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var invocation = Open(invocationContext);
        try
        {
            if (invocation.Request is null) throw new CareRefusalException(ErrorCode.InvalidRequest);
            var answer = await next(invocationContext);
            if (invocation.Plan.Operation.Kind == OperationKind.End) await recorder.CarriedOutAsync(invocation);
            else await recorder.PermittedAsync(invocation, invocationContext.Context.ConnectionAborted);
            return StreamedAnswer.Guard(invocation.Plan.Streamed, answer, exception => EndAsync(invocation, exception));
        }
        catch (CareRefusalException refusal)
        {
            throw await RefuseAsync(invocation, refusal);
        }
        catch (OperationCanceledException) when (invocation.Connection.Aborted.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw await FailAsync(invocation, exception);
        }
        finally
        {
            invocation.Afterwards?.Invoke();
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await admission.AdmitAsync(context.Context, context.Hub.GetType());
            await next(context);
        }
        catch
        {
            // SignalR does not call OnDisconnected for a connection that was not let in.
            await admission.ReleaseAsync(context.Context.ConnectionId);
            throw;
        }
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        try
        {
            await next(context, exception);
        }
        finally
        {
            await admission.ReleaseAsync(context.Context.ConnectionId);
        }
    }

    private Invocation Open(HubInvocationContext context)
    {
        var invocation = context.ServiceProvider.GetRequiredService<Invocation>();
        invocation.Connection = connections.Find(context.Context.ConnectionId) ?? throw Hub(ErrorCode.SessionEnded, invocation.RequestId, null);
        invocation.Plan = plans[context.HubMethod];
        invocation.Request = context.HubMethodArguments is [IHubRequest request, ..] ? request : null;
        return invocation;
    }

    private Task<HubException> EndAsync(Invocation invocation, Exception exception) =>
        exception is CareRefusalException refusal ? RefuseAsync(invocation, refusal) : FailAsync(invocation, exception);

    private async Task<HubException> RefuseAsync(Invocation invocation, CareRefusalException refusal)
    {
        try
        {
            await recorder.RefusedAsync(invocation, refusal.Code);
            return Hub(refusal.Code, invocation.RequestId, refusal);
        }
        catch (TrailUnavailableException)
        {
            return Hub(ErrorCode.Unavailable, invocation.RequestId, null);
        }
    }

    private async Task<HubException> FailAsync(Invocation invocation, Exception exception)
    {
        try
        {
            await recorder.FailedAsync(invocation, exception);
        }
        catch (TrailUnavailableException)
        {
            // The call is refused in any case; the log has told the operator.
        }
        return Hub(ErrorCode.Unavailable, invocation.RequestId, null);
    }

    private static HubException Hub(ErrorCode code, string requestId, CareRefusalException? refusal) =>
        new(new CareError(code, ErrorText.Of(code), requestId, refusal?.RetryAfterMs) { MaxAgeSeconds = (int?)refusal?.MaxAge?.TotalSeconds, Count = refusal?.Count }.ToWire());
}
