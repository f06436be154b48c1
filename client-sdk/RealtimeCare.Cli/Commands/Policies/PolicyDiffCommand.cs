using System.CommandLine;
using RealtimeCare.Cli.Policies;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands.Policies;

/// <summary><c>policy diff</c></summary>
internal static class PolicyDiffCommand
{
    public static Command Create()
    {
        var old = PolicyCommands.File("old", "The policy document as it was.");
        var next = PolicyCommands.File("new", "The policy document as it shall be.");
        var json = JsonOption.Create();
        var command = new Command("diff", "Say who gains and who loses between two policies. 0 when nobody does, 1 when somebody does, as diff.") { old, next, json };
        command.SetAction(parsed =>
        {
            var changes = PolicyDifference.Between(
                PolicyFile.Read(parsed.GetRequiredValue(old).FullName), PolicyFile.Read(parsed.GetRequiredValue(next).FullName));
            new CliOutput(parsed.GetValue(json)).Table(
                changes, ("", c => c.Gains ? "gains" : "loses"), ("role", c => c.Role), ("what", c => c.What), ("which", c => c.Item));
            return changes.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }
}
