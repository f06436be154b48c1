using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Server.Invocations;

/// <summary>Innermost. Reduces every resource of an answer to the decision's audience; without an audience nothing of it leaves.</summary>
internal sealed class ShapingFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var answer = await next(invocationContext);
        var invocation = invocationContext.ServiceProvider.GetRequiredService<Invocation>();
        if (answer is not ICarriesResources<object> carrier)
            return invocation.Plan.CarriesResources && answer is not null ? throw new InvalidOperationException("The answer cannot be shaped.") : answer;
        var audience = (invocation.Decision?.Decision as Decision.Permit)?.Audience;
        return carrier.Shape(raw => audience is null ? null : Reduce(raw, audience));
    }

    private static CareEvent? Reduce(CareEvent raw, Audience audience) =>
        Shaper.Shape(raw.Resource.Utf8.Span, audience) is { } shape ? raw with { Resource = shape.Resource, Withheld = shape.Withheld } : null;
}
