using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Server.Invocations;

/// <summary>Reduces every resource of an answer to the decision's audience; without an audience nothing of it leaves.</summary>
internal sealed class ShapingFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var answer = await next(invocationContext);
        var invocation = invocationContext.ServiceProvider.GetRequiredService<Invocation>();
        if (answer is not ICarriesResources<object> carrier)
            return invocation.Plan.CarriesResources && answer is not null ? throw new InvalidOperationException("The answer cannot be shaped.") : answer;
        return invocation.Decision?.Decision is Decision.Permit { Audience: { } audience } permit
            ? carrier.Shape(raw => Reduce(raw, audience, permit.ConsentReference))
            : carrier.Shape(static _ => null);
    }

    private static CareEvent? Reduce(CareEvent raw, Audience audience, string? consent)
    {
        if (Shaper.Shape(raw.Resource.Utf8.Span, audience) is not { } shape) return null;
        var reduced = raw with { Resource = shape.Resource, Withheld = shape.Withheld };
        return shape.HasPart2 ? reduced with { Notices = DisclosureNotices.Part2, ConsentReference = consent } : reduced;
    }
}
