using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>sign-in</c>: tries a sign-in and remembers where and who, but no secret.</summary>
internal static class SignInCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var command = new Command("sign-in", "Try a sign-in, and remember server, CA file and user name for the other commands. No password or token is kept.");
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            var file = new RememberedServer(signedIn.Server.Uri.ToString(), signedIn.Server.CaPath, signedIn.UserName).Save();
            CliOutput.Lines([$"Signed in as {signedIn.UserName} at {signedIn.Server.Uri}. Remembered in {file}, without the password."]);
            return ExitCodes.Ok;
        });
        return command;
    }
}
