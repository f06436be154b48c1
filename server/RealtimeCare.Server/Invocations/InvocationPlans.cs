using System.Collections.Frozen;
using System.Reflection;

namespace RealtimeCare.Server.Invocations;

/// <summary>The plans of all hubs of this application.</summary>
internal sealed class InvocationPlans(IEnumerable<MappedHub> hubs)
{
    public FrozenDictionary<MethodInfo, InvocationPlan> All { get; } =
        hubs.SelectMany(hub => InvocationPlan.OfHub(hub.Type)).ToFrozenDictionary();
}

/// <summary>A hub that stands behind the filters.</summary>
internal sealed record MappedHub(Type Type);
