using System.CommandLine;

namespace RealtimeCare.Cli.Commands.Access;

/// <summary><c>access</c>: who may see what, and broken glasses.</summary>
internal static class AccessCommands
{
    public static Command Create() => new("access", "Why somebody may see a patient, and broken glasses.")
    {
        ExplainCommand.Create(),
        BreakGlassCommand.Create(),
        GrantsCommand.Create(),
        GrantCommands.Revoke(),
        GrantCommands.Attest(),
        GrantCommands.Review(),
    };

    /// <summary><c>--topic</c>, the same on both commands that need one.</summary>
    internal static Option<string[]> Topics() => new("--topic")
    {
        Description = "A topic, such as vitals; repeat it for several.",
        DefaultValueFactory = _ => ["vitals"],
        AllowMultipleArgumentsPerToken = true,
    };
}
