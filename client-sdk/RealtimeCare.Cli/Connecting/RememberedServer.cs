using System.Text.Json;

namespace RealtimeCare.Cli.Connecting;

/// <summary>
/// What <c>sign-in</c> remembers: where the server is, which CA vouches for it and who signs in. Never a password or a token:
/// every command signs in anew, with the password from a prompt or from <c>REALTIMECARE_PASSWORD</c>.
/// </summary>
internal sealed record RememberedServer(string? Server, string? Ca, string? User)
{
    private static string FilePath => Path.Combine(
        Environment.GetEnvironmentVariable("REALTIMECARE_CONFIG") is { Length: > 0 } folder
            ? folder
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "realtimecare"),
        "cli.json");

    /// <summary>Reads what was remembered; nothing when there is nothing readable.</summary>
    public static RememberedServer Load()
    {
        try
        {
            return JsonSerializer.Deserialize<RememberedServer>(File.ReadAllBytes(FilePath), JsonSerializerOptions.Web) ?? new(null, null, null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return new(null, null, null);
        }
    }

    /// <summary>Remembers, in a file that only its owner can read.</summary>
    /// <returns>The file.</returns>
    public string Save()
    {
        PrivateFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        return FilePath;
    }
}
