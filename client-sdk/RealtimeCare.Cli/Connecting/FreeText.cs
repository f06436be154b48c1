using RealtimeCare.Cli.Terminal;
using Spectre.Console;

namespace RealtimeCare.Cli.Connecting;

/// <summary>
/// What a person says in own words, which may hold patient data: from the environment or a prompt, never from the command line,
/// which others can see and the shell keeps.
/// </summary>
internal static class FreeText
{
    private const string Variable = "REALTIMECARE_TEXT";

    /// <summary>Reads one.</summary>
    /// <exception cref="CliException">The variable is not set and nobody can be asked.</exception>
    public static string Read(string question)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text) return text;
        if (Console.IsInputRedirected) throw new CliException($"Set {Variable}, or run this in a terminal that can ask.", ExitCodes.Usage);
        return AnsiConsole.Prompt(new TextPrompt<string>($"{Markup.Escape(question)}:"));
    }
}
