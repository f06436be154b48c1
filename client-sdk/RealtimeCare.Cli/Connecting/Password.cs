using RealtimeCare.Cli.Terminal;
using Spectre.Console;

namespace RealtimeCare.Cli.Connecting;

/// <summary>Passwords come from the environment or a prompt; never from the command line, which others can see.</summary>
internal static class Password
{
    /// <summary>Reads one.</summary>
    /// <param name="variable">The environment variable for scripts.</param>
    /// <param name="question">What the prompt asks for.</param>
    /// <exception cref="CliException">The variable is not set and nobody can be asked.</exception>
    public static string Read(string variable, string question)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } password) return password;
        if (Console.IsInputRedirected) throw new CliException($"Set {variable}, or run this in a terminal that can ask.", ExitCodes.Usage);
        return AnsiConsole.Prompt(new TextPrompt<string>($"{Markup.Escape(question)}:").Secret());
    }
}
