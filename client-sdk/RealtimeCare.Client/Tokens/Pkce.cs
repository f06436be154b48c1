using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Client.Tokens;

/// <summary>Proof Key for Code Exchange (RFC 7636), S256 only.</summary>
/// <param name="Verifier">The secret that redeems the code.</param>
internal sealed record Pkce(string Verifier)
{
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static Pkce Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>A constant, since it is a secret.</summary>
    public override string ToString() => "(proof key)";
}
