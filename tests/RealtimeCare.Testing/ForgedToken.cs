using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace RealtimeCare.Testing;

/// <summary>A token signed with the host's own key, so that everything but the changed claim is right.</summary>
public static class ForgedToken
{
    public static async Task<string> ForgeAsync(this TestCare care, Person person, Action<JsonObject> claims, Action<JsonObject>? header = null)
    {
        ArgumentNullException.ThrowIfNull(care);
        return Resign((await person.TokensAsync()).Access, care.Host.DataFolder, claims, header);
    }

    /// <summary>Another token of the host that keeps its keys in a folder.</summary>
    public static string Resign(string token, string dataFolder, Action<JsonObject> claims, Action<JsonObject>? header = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(claims);
        var parts = token.Split('.');
        var changedHeader = Read(parts[0]);
        var changedClaims = Read(parts[1]);
        claims(changedClaims);
        header?.Invoke(changedHeader);
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile(dataFolder)));
        return SignIn.Sign(key, changedHeader, changedClaims);
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static string KeyFile(string dataFolder) => Directory.GetFiles(dataFolder, "signing-*.pem", SearchOption.AllDirectories).Single();
}
