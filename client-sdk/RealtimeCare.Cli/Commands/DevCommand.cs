using System.CommandLine;
using RealtimeCare.Cli.Demo;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>dev</c>: the demo's world, kept running for somebody's own program.</summary>
internal static class DevCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "The host's data folder; used again the next time.",
            DefaultValueFactory = _ => Path.Combine("realtimecare-data", "dev"),
        };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same ward.", DefaultValueFactory = _ => 1 };
        var command = new Command("dev", "Start the demo's world and keep it running: ready sign-ins are printed, monitors publish until Ctrl+C.") { data, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await new DevRun(Console.Out, TimeProvider.System).RunAsync(parsed.GetRequiredValue(data), parsed.GetValue(seed), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
