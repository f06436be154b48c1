namespace RealtimeCare.Server.Streams;

/// <summary>Keeps how far people have come in streams. What it has answered is durable.</summary>
/// <remarks>A position never goes back: within an epoch the highest of each number stays, whoever saves it.</remarks>
public interface ISeenStore
{
    /// <summary>A person's place in each topic of a stream.</summary>
    /// <exception cref="StreamStoreUnavailableException">They cannot be read.</exception>
    ValueTask<IReadOnlyList<SeenPosition>> ReadAsync(SeenKey key, CancellationToken cancellationToken);

    /// <summary>Saves places, all or none of them.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing was saved.</exception>
    ValueTask SaveAsync(IReadOnlyList<SeenChange> changes, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets at most so many places that were last saved before an instant; says how many.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing was forgotten.</exception>
    ValueTask<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}

/// <summary>A place to save.</summary>
public readonly record struct SeenChange(SeenKey Key, SeenPosition Position);
