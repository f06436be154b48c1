using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Limits;

/// <summary>At most four calls of a connection in flight and a hundred in ten seconds. Refused calls do not count against the rate.</summary>
internal sealed class LimitsFilter(TimeProvider time) : IHubFilter
{
    private const int MaxInFlight = 4;
    private readonly ConcurrentDictionary<string, CallMeter> meters = new(StringComparer.Ordinal);

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var invocation = invocationContext.ServiceProvider.GetRequiredService<Invocation>();
        if (invocation.Plan.IsContinuous && !invocation.Connection.HasAcknowledgements) return await next(invocationContext);
        var meter = meters.GetOrAdd(invocationContext.Context.ConnectionId, static _ => new CallMeter());
        if (!meter.TryEnter(MaxInFlight)) throw new CareRefusalException(ErrorCode.Busy, retryAfterMs: 50);
        try
        {
            if (meter.WaitFor(time.GetUtcNow()) is { } wait)
                throw new CareRefusalException(ErrorCode.RateLimited, (int)Math.Ceiling(wait.TotalMilliseconds));
            return await next(invocationContext);
        }
        finally
        {
            meter.Leave();
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        meters.TryRemove(context.Context.ConnectionId, out _);
        return next(context, exception);
    }
}
