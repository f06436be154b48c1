namespace RealtimeCare.Client.Tokens;

/// <summary>A person's sign-in with name and password at the server's own token server, kept alive by its rotating refresh token.</summary>
public sealed class PasswordSignIn : ITokenSource, IAsyncDisposable
{
    private PasswordSignIn()
    {
    }

    /// <summary>Signs in.</summary>
    public static Task<PasswordSignIn> SignInAsync(
        Uri server, string userName, string password, SignInOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Continues a sign-in whose refresh token was kept; the first token is fetched when it is needed.</summary>
    public static PasswordSignIn FromRefreshToken(Uri server, string refreshToken, SignInOptions? options = null) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(bool renew, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Revokes the sign-in at the server.</summary>
    public Task SignOutAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Forgets the tokens in memory; the sign-in itself stays, see <see cref="SignOutAsync"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
