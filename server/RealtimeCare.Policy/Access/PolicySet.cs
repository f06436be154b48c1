using System.Collections.Frozen;

namespace RealtimeCare.Policy.Access;

/// <summary>The policies of a server: one for everybody, and for some tenants one that is tighter. Immutable.</summary>
public sealed class PolicySet
{
    private readonly FrozenDictionary<TenantId, AccessPolicy> tenants;

    /// <summary>Makes one.</summary>
    /// <param name="basis">What counts where a tenant has nothing of its own.</param>
    /// <param name="overlays">The tenants' documents, each made by <see cref="AccessPolicy.Tighten"/> of the same basis.</param>
    public PolicySet(AccessPolicy basis, IEnumerable<TenantPolicy> overlays)
    {
        Base = basis;
        tenants = overlays.ToFrozenDictionary(static o => o.Tenant, static o => o.Policy);
    }

    /// <summary>The built-in document for everybody.</summary>
    public static PolicySet Default { get; } = new(AccessPolicy.Default, []);

    /// <summary>What counts where a tenant has nothing of its own. Its topics are everybody's.</summary>
    public AccessPolicy Base { get; }

    /// <summary>The tenants that have a tighter policy.</summary>
    public IEnumerable<TenantId> Tenants => tenants.Keys;

    /// <summary>The policy of a tenant.</summary>
    public AccessPolicy For(TenantId tenant) => tenants.GetValueOrDefault(tenant, Base);
}

/// <summary>A tenant's policy.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Policy">The base with what the tenant's document tightens.</param>
public sealed record TenantPolicy(TenantId Tenant, AccessPolicy Policy);
