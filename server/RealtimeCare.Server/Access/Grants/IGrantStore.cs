using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>Keeps the grants. The free texts are encrypted at rest.</summary>
public interface IGrantStore
{
    /// <summary>The grants of all tenants that last, or that began at <paramref name="since"/> or later.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<GrantRecord>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The grants of a tenant, newest first; of one status, or of all.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<GrantFile>> ListAsync(TenantId tenant, BreakGlassStatus? status, int most, CancellationToken cancellationToken);

    /// <summary>One grant; null when the tenant has none such.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    ValueTask<GrantFile?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Adds a new grant.</summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was added.</exception>
    ValueTask AddAsync(GrantFile grantFile, CancellationToken cancellationToken);

    /// <summary>Notes that a grant has ended; one that had ended before stays as it was.</summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable.</exception>
    ValueTask EndAsync(GrantRecord ended, CancellationToken cancellationToken);

    /// <summary>Adds the person's statement; false when there is one.</summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was changed.</exception>
    ValueTask<bool> AttestAsync(TenantId tenant, Guid id, DateTimeOffset at, string statement, CancellationToken cancellationToken);

    /// <summary>Adds the review; false when there is one.</summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was changed.</exception>
    ValueTask<bool> ReviewAsync(TenantId tenant, Guid id, GrantReview review, string? note, CancellationToken cancellationToken);
}
