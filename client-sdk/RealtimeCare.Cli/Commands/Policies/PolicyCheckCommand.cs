using System.CommandLine;
using RealtimeCare.Cli.Policies;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands.Policies;

/// <summary><c>policy check</c></summary>
internal static class PolicyCheckCommand
{
    public static Command Create()
    {
        var file = PolicyCommands.File("file", "The policy document.");
        var tenant = PolicyCommands.Tenant();
        var json = JsonOption.Create();
        var command = new Command("check", "Say what is wrong with a policy, which rules are dead and which elements nobody sees. 1 when it cannot be used.")
        {
            file, tenant, json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file).FullName, parsed.GetValue(tenant)?.FullName, new CliOutput(parsed.GetValue(json))));
        return command;
    }

    private static int Run(string file, string? tenant, CliOutput output)
    {
        var policy = PolicyFile.Read(file, tenant);
        var dead = PolicyFindings.DeadRules(policy);
        var unseen = PolicyFindings.Unseen(policy);
        var text = string.Join(Environment.NewLine,
        [
            .. dead.Select(static rule => "dead: " + rule),
            .. unseen.Select(static type => $"seen by nobody: {type.Type}: {string.Join(", ", type.Elements)}"),
            $"The policy can be used; its hash is {policy.Hash}.",
        ]);
        output.Done(text, new { policy.Hash, Dead = dead, Unseen = unseen });
        return ExitCodes.Ok;
    }
}
