using System.Security.Cryptography;
using System.Text.Json;
using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Client.Tokens;

/// <summary>What stands in an app's store. It names the server, so that no other server is ever shown the token.</summary>
internal sealed record KeptSignIn(string Server, string ClientId, string RefreshToken)
{
    /// <summary>Hands its bytes to a store and zeroes them.</summary>
    public async ValueTask WriteAsync(ITokenStore store, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, ClientJson.Default.KeptSignIn);
        try
        {
            await store.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>What a store keeps for this server and client; null when it is nothing, another's, or unreadable.</summary>
    public static async ValueTask<KeptSignIn?> ReadAsync(ITokenStore store, Uri server, string clientId, CancellationToken cancellationToken)
    {
        var bytes = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (bytes is null) return null;
        try
        {
            var kept = JsonSerializer.Deserialize(bytes, ClientJson.Default.KeptSignIn);
            return kept is { RefreshToken.Length: > 0 } && kept.Server == server.AbsoluteUri && kept.ClientId == clientId ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>A constant, since it is a secret.</summary>
    public override string ToString() => "(kept sign-in)";
}
