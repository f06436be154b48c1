using System.CommandLine;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>--json</c>, the same on every command that a script reads.</summary>
internal static class JsonOption
{
    /// <summary>Makes it.</summary>
    public static Option<bool> Create() => new("--json") { Description = "Write JSON for scripts." };
}
