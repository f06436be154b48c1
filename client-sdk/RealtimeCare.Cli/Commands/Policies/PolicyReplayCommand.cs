using System.CommandLine;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Cli.Policies;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands.Policies;

/// <summary><c>policy replay</c></summary>
internal static class PolicyReplayCommand
{
    public static Command Create()
    {
        var trail = new Option<DirectoryInfo>("--trail") { Description = "The trail's folder, such as realtimecare-data/trail.", Required = true };
        var file = PolicyCommands.File("file", "The policy document by which the past is judged.");
        var json = JsonOption.Create();
        trail.AcceptExistingOnly();
        var command = new Command("replay", "Count what a policy would have decided otherwise, as far as the trail tells.") { trail, file, json };
        command.SetAction(parsed =>
        {
            var replay = new PolicyReplay(PolicyFile.Read(parsed.GetRequiredValue(file).FullName));
            new CliOutput(parsed.GetValue(json)).Table(
                replay.Count(TrailVerifier.ReadEntries(parsed.GetRequiredValue(trail).FullName)),
                ("role", c => c.Role), ("operation", c => c.Operation), ("would be", c => Words(c.Verdict)), ("decisions", c => c.Decisions));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Words(ReplayVerdict verdict) => verdict switch
    {
        ReplayVerdict.Same => "the same",
        ReplayVerdict.NowDenied => "DENIED, was permitted",
        ReplayVerdict.NowPermitted => "PERMITTED, was denied",
        _ => "not told by the trail",
    };
}
