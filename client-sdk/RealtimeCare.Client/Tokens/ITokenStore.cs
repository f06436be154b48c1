namespace RealtimeCare.Client.Tokens;

/// <summary>Where an app keeps one sign-in for its next start: a place that the platform protects for the person, never a plain file.</summary>
/// <remarks>
/// It is called by one sign-in at a time, never twice at once. What is kept is a secret that signs in without a password: it must not be
/// readable for other people or programs, and not be part of a backup. Use one store for each person and server.
/// </remarks>
public interface ITokenStore
{
    /// <summary>What is kept; null when nothing is. The array is the caller's, who zeroes it after use.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a secret in place of the one before. When this returns it must be durable: the one before is worth nothing then.</summary>
    /// <param name="secret">The secret, a few thousand bytes at most. It is zeroed after the call: copy what must stay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> secret, CancellationToken cancellationToken);

    /// <summary>Removes what is kept; nothing kept is no error.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask RemoveAsync(CancellationToken cancellationToken);
}
