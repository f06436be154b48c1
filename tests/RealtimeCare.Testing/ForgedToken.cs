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
        var parts = (await person.TokensAsync()).Access.Split('.');
        var changedHeader = Read(parts[0]);
        var changedClaims = Read(parts[1]);
        claims(changedClaims);
        header?.Invoke(changedHeader);
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(KeyFile(care)));
        return SignIn.Sign(key, changedHeader, changedClaims);
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static string KeyFile(TestCare care) => Directory.GetFiles(care.Host.DataFolder, "signing-*.pem", SearchOption.AllDirectories).Single();
}
