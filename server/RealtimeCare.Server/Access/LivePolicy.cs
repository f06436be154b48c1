using System.Collections.Immutable;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>The policies that decide at this moment. A new version counts at once, for what runs already too.</summary>
public sealed class LivePolicy(PolicySet first)
{
    private readonly Lock gate = new();
    private volatile PolicyVersion now = new(first, 0);
    private ImmutableArray<Action> listeners = [];

    /// <summary>The policies.</summary>
    public PolicySet Set => now.Set;

    /// <summary>The policies with the number of their version; both belong together.</summary>
    internal PolicyVersion Now => now;

    /// <summary>The policy of a tenant.</summary>
    public AccessPolicy For(TenantId tenant) => now.Set.For(tenant);

    /// <summary>Lets others decide from now on; every permit that was given by earlier ones is decided again before it is used.</summary>
    public void Replace(PolicySet next)
    {
        lock (gate) now = new PolicyVersion(next, now.Version + 1);
        foreach (var listener in listeners) listener();
    }

    /// <summary>Calls <paramref name="changed"/> after the policies changed. It only notes the change and returns.</summary>
    internal IDisposable Subscribe(Action changed)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), changed);
        return new Subscription(this, changed);
    }

    private sealed class Subscription(LivePolicy policies, Action listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref policies.listeners, static (all, one) => all.Remove(one), listener);
    }
}

/// <summary>A version of the policies.</summary>
internal sealed record PolicyVersion(PolicySet Set, long Version);
