namespace RealtimeCare.Client;

/// <summary>Gives access tokens for one sign-in.</summary>
/// <remarks>
/// Called from several threads. A source keeps its token and fetches only one new token at a time, however many callers wait.
/// When no new token can be had for good, because the sign-in was revoked or the account suspended, it throws a
/// <see cref="CareException"/> with a code from 4300 on; any other exception means "try again later".
/// </remarks>
public interface ITokenSource
{
    /// <summary>The current token, or a new one.</summary>
    /// <param name="renew">Whether a new token is needed although the current one may still be valid.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<AccessToken> GetAsync(bool renew, CancellationToken cancellationToken);
}
