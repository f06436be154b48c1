using System.Security.Cryptography;

namespace RealtimeCare.Client.Tokens;

/// <summary>A backend service's sign-in with its own key (<c>client_credentials</c> with <c>private_key_jwt</c>, ES256).</summary>
public sealed class ServiceSignIn : ITokenSource, IAsyncDisposable
{
    /// <summary>Prepares the sign-in; the first token is fetched when it is needed.</summary>
    public ServiceSignIn(Uri server, string clientId, ECDsa key, string keyId, SignInOptions? options = null) =>
        throw new NotImplementedException();

    /// <summary>The public half of a P-256 key as a JSON Web Key, for <see cref="Administration.CareAdministrator.RegisterServiceAsync"/>.</summary>
    public static string PublicJwk(ECDsa key, string keyId) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(bool renew, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
