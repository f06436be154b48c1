using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Server.Limits;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// The way of every call, outermost first: Audit( Limits( Access( Shaping( Repeat( hub method ))))). The order stands here and nowhere
/// else.
/// </summary>
internal static class InvocationPipeline
{
    public static IReadOnlyList<Type> Filters { get; } =
        [typeof(AuditFilter), typeof(LimitsFilter), typeof(AccessFilter), typeof(ShapingFilter), typeof(RepeatFilter)];

    public static void Apply(HubOptions options)
    {
        foreach (var filter in Filters) options.AddFilter(filter);
    }
}
