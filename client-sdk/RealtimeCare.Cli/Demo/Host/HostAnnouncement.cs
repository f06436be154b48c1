using System.Text.Json;

namespace RealtimeCare.Cli.Demo.Host;

/// <summary>The host's first line: where it listens, which CA vouches for it, and the code that makes the first administrator.</summary>
internal sealed record HostAnnouncement(string Url, string CaPath, string? SetupCode)
{
    /// <summary>Reads the line; null when it is something else.</summary>
    public static HostAnnouncement? Parse(string? line)
    {
        if (line is null || !line.StartsWith('{')) return null;
        try
        {
            var announcement = JsonSerializer.Deserialize<HostAnnouncement>(line, JsonSerializerOptions.Web);
            return announcement is { Url: not null, CaPath: not null } ? announcement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Names the address alone; the code is a secret.</summary>
    public override string ToString() => Url;
}
