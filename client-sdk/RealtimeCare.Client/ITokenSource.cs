namespace RealtimeCare.Client;

/// <summary>Gives access tokens for one sign-in.</summary>
/// <remarks>
/// Called from several threads. A source keeps its token and fetches only one new token at a time, however many callers wait;
/// <see cref="Tokens.TokenSource"/> does both for any function that fetches one. When no new token can be had for good, because the
/// sign-in was revoked or the account suspended, it throws a <see cref="CareException"/> with a code from 4300 on, such as
/// <see cref="CareException.SignInRequired"/>; any other exception means "try again later".
/// </remarks>
public interface ITokenSource
{
    /// <summary>The current token, or a newer one than that which is named.</summary>
    /// <param name="newerThan">
    /// A token that was refused or is to be replaced: whatever came after it will do, so that many who hold the same one share one
    /// renewal. Null takes the current token.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the fetch goes on for the others.</param>
    ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default);
}
