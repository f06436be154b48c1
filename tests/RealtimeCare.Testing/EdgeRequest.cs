using System.Net;

namespace RealtimeCare.Testing;

/// <summary>What somebody asked an <see cref="Edge"/> for.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="Token">The bearer token, when there was one.</param>
public sealed record EdgeRequest(string Method, string Path, string? Token, bool IsUpgrade)
{
    internal static EdgeRequest Parse(string head)
    {
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var bearer = lines.FirstOrDefault(line => line.StartsWith("Authorization: Bearer ", StringComparison.OrdinalIgnoreCase));
        var upgrades = lines.Any(line => line.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase));
        return new EdgeRequest(first[0], first.ElementAtOrDefault(1)?.Split('?')[0] ?? "", bearer?["Authorization: Bearer ".Length..], upgrades);
    }

    public override string ToString() => $"{(IsUpgrade ? "UPGRADE" : Method)} {Path}";
}

/// <summary>What an <see cref="Edge"/> answers by itself.</summary>
public sealed record EdgeAnswer(HttpStatusCode Status, TimeSpan? RetryAfter = null, Uri? Location = null, byte[]? Body = null)
{
    internal string Head() =>
        $"HTTP/1.1 {(int)Status} Said by the edge\r\nConnection: close\r\nContent-Length: {Body?.Length ?? 0}\r\n"
        + (RetryAfter is { } wait ? $"Retry-After: {(int)wait.TotalSeconds}\r\n" : "")
        + (Location is { } where ? $"Location: {where}\r\n" : "")
        + "\r\n";
}
