using System.Text.Json;
using RealtimeCare.Host.Settings;

namespace RealtimeCare.Host.Announcing;

/// <summary>What the host says once it listens: where, whom to trust, and how the first administrator is made.</summary>
internal sealed class Announcement(HostSettings settings, string caPath, HostStart start)
{
    public long ElapsedMs => start.ElapsedMs;

    public string Url => settings.PublicOrigin.GetLeftPart(UriPartial.Authority);

    public bool ExitsOnStdinClose => settings.Host.ExitOnStdinClose;

    /// <summary>Writes it to the standard output; in JSON it is the first and only line there.</summary>
    public Task WriteAsync(string? setupCode) => Console.Out.WriteLineAsync(settings.AnnouncesJson ? Json(setupCode) : Text(setupCode));

    private string Json(string? setupCode) => JsonSerializer.Serialize(new { url = Url, caPath, setupCode });

    private string Text(string? setupCode)
    {
        var lines = new List<string>
        {
            "",
            $"  RealtimeCare listens on   {Url}",
            $"  Documentation             {Url}/docs",
            $"  Certificate to trust      {caPath}",
        };
        if (setupCode is null) lines.Add("  Press Ctrl+C to stop.");
        else lines.AddRange(FirstSteps(setupCode));
        lines.Add("");
        return string.Join(Environment.NewLine, lines);
    }

    private string[] FirstSteps(string setupCode) =>
    [
        $"  One-time setup code       {setupCode}",
        "",
        "  There is no user yet. Make the first administrator (choose your own names and password):",
        $"    curl --cacert \"{caPath}\" {Url}/api/v1/setup -H 'Content-Type: application/json' \\",
        $"      -d '{{\"code\":\"{setupCode}\",\"tenant\":\"my-hospital\",\"userName\":\"admin\",\"password\":\"...\"}}'",
    ];
}
