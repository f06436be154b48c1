using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>Keeps events that were refused for their content, encrypted, for the publisher of each alone.</summary>
/// <remarks>Every method throws <see cref="StreamStoreUnavailableException"/> when the store cannot be read or written: nothing has changed then.</remarks>
public interface IQuarantineStore
{
    /// <summary>Where an event would be kept. Nothing is changed.</summary>
    /// <returns>Its id, or the one that its key has; null when its publisher or tenant has as much in quarantine as it may.</returns>
    ValueTask<Guid?> PlaceAsync(RefusedEvent refused, QuarantineOptions limits, CancellationToken cancellationToken);

    /// <summary>Keeps an event; one that was refused under the same key before is replaced and keeps its id.</summary>
    /// <returns>Its id; null when its publisher or tenant has as much in quarantine as it may.</returns>
    ValueTask<Guid?> KeepAsync(RefusedEvent refused, QuarantineOptions limits, CancellationToken cancellationToken);

    /// <summary>What the owner has behind a place in the list, in its order.</summary>
    ValueTask<IReadOnlyList<QuarantineRecord>> ListAsync(QuarantineOwner owner, long after, int most, CancellationToken cancellationToken);

    /// <summary>One of the owner's events; null when there is none of that id.</summary>
    ValueTask<QuarantineFile?> FindAsync(QuarantineOwner owner, Guid id, CancellationToken cancellationToken);

    /// <summary>Those of the owner's events that were refused under one of these keys.</summary>
    ValueTask<IReadOnlyList<QuarantineRecord>> FindByKeysAsync(QuarantineOwner owner, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Puts another content in the place of an event's; why and when it was refused stays.</summary>
    ValueTask<QuarantineChange> ReplaceAsync(
        QuarantineOwner owner, Guid id, ReadOnlyMemory<byte> content, QuarantineOptions limits, CancellationToken cancellationToken);

    /// <summary>Removes one of the owner's events; what is removed stays in no free page.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">Only as long as it has not changed since; null in any case.</param>
    /// <param name="cancellationToken">Gives up before it begins.</param>
    /// <returns>Whether it was there.</returns>
    ValueTask<bool> RemoveAsync(QuarantineOwner owner, Guid id, long? version, CancellationToken cancellationToken);

    /// <summary>The tenants that have anything in quarantine.</summary>
    ValueTask<IReadOnlyList<TenantId>> ReadTenantsAsync(CancellationToken cancellationToken);

    /// <summary>Removes a tenant's events that were refused before an instant, at most so many. The first time counts, however often since.</summary>
    /// <returns>How many are gone.</returns>
    ValueTask<int> TrimAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken);
}

/// <summary>What became of a change.</summary>
public enum QuarantineChange
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>The owner has no such event.</summary>
    Unknown,

    /// <summary>It would be more than may be kept.</summary>
    Full,
}
