using System.Net;

namespace RealtimeCare.Host.Settings;

/// <summary>Judges <see cref="HostOptions"/>: every mistake gets its own line.</summary>
internal static class HostOptionsPolicy
{
    public static IEnumerable<string> Mistakes(HostOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataFolder))
            yield return "RealtimeCare:Host:DataFolder is empty; name a folder.";
        if (options.Port is < 0 or > 65535)
            yield return "RealtimeCare:Host:Port must be 0 (a free port) or 1 to 65535.";
        if (!TryParseAddress(options.Address, out _))
            yield return "RealtimeCare:Host:Address must be 'loopback', 'any' or an IP address.";
        if (options.PublicOrigin is { } origin && !IsHttpsOrigin(origin))
            yield return "RealtimeCare:Host:PublicOrigin must be an https origin such as https://care.example.org, without a path.";
        if (options.Announce is not ("text" or "json"))
            yield return "RealtimeCare:Host:Announce must be 'text' or 'json'.";
    }

    /// <summary>Null as the address means both loopback addresses.</summary>
    public static bool TryParseAddress(string text, out IPAddress? address)
    {
        address = text == "any" ? IPAddress.IPv6Any : null;
        return text is "loopback" or "any" || IPAddress.TryParse(text, out address);
    }

    private static bool IsHttpsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
