using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeCare.Identity.Clients;

/// <summary>Reads the public keys of a service strictly: known kinds, enough bits, a name each, nothing private.</summary>
internal static class ServiceKeys
{
    /// <summary>What a client assertion may be signed with (SMART: ES384, RS384; FAPI 2.0: ES256, PS256).</summary>
    public static readonly string[] Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSha384];

    private const int MaxKeys = 8;
    private const int MinRsaBits = 2048;
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>The keys, or null with a fixed text that says what is wrong.</summary>
    public static JsonWebKeySet? TryRead(JsonElement? jwks, out string mistake)
    {
        mistake = $"Give jwks as an object with 1 to {MaxKeys} public keys in \"keys\".";
        if (jwks is not { ValueKind: JsonValueKind.Object } set || !set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array) return null;
        if (keys.GetArrayLength() is 0 or > MaxKeys) return null;
        var result = new JsonWebKeySet();
        foreach (var json in keys.EnumerateArray())
        {
            if (TryReadKey(json, out mistake) is not { } key) return null;
            result.Keys.Add(key);
        }
        if (result.Keys.Select(k => k.Kid).Distinct(StringComparer.Ordinal).Count() == result.Keys.Count) return result;
        mistake = "Two keys have the same kid.";
        return null;
    }

    private static JsonWebKey? TryReadKey(JsonElement json, out string mistake)
    {
        mistake = "A key is not a JWK object.";
        if (json.ValueKind != JsonValueKind.Object) return null;
        if (PrivateMembers.Any(m => json.TryGetProperty(m, out _)))
        {
            mistake = "A key holds its private part: treat it as known to others, make a new one, and send only the public part.";
            return null;
        }
        var (kid, use, alg) = (Text(json, "kid"), Text(json, "use"), Text(json, "alg"));
        mistake = "Each key needs a kid of 1 to 128 characters.";
        if (kid is not { Length: > 0 and <= 128 }) return null;
        mistake = "A key must be for signing: use \"sig\", and alg one of " + string.Join(", ", Algorithms) + ".";
        if (use is not (null or "sig") || (alg is not null && !Algorithms.Contains(alg))) return null;
        mistake = "A key must be EC with P-256 or P-384, or RSA with 2048 bits or more.";
        return TryReadPublicPart(json, kid, alg);
    }

    private static JsonWebKey? TryReadPublicPart(JsonElement json, string kid, string? alg)
    {
        var key = new JsonWebKey
        {
            Kid = kid, Alg = alg, Use = "sig", Kty = Text(json, "kty"),
            Crv = Text(json, "crv"), X = Text(json, "x"), Y = Text(json, "y"), N = Text(json, "n"), E = Text(json, "e"),
        };
        try
        {
            return key switch
            {
                { Kty: "EC", Crv: "P-256" or "P-384", X: not null, Y: not null } when IsOnCurve(key) => key,
                { Kty: "RSA", N: not null, E: not null } when Base64UrlEncoder.DecodeBytes(key.N).Length * 8 >= MinRsaBits => key,
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsOnCurve(JsonWebKey key)
    {
        try
        {
            using var curve = System.Security.Cryptography.ECDsa.Create(new System.Security.Cryptography.ECParameters
            {
                Curve = System.Security.Cryptography.ECCurve.CreateFromFriendlyName(key.Crv == "P-256" ? "nistP256" : "nistP384"),
                Q = new() { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
            });
            return true;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
