using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>users list</c></summary>
internal static class UsersListCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var command = new Command("list", "List the accounts.") { json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            new CliOutput(parsed.GetValue(json)).Table(
                await administrator.ListUsersAsync(cancellationToken),
                ("user", u => u.UserName), ("id", u => u.UserId), ("roles", u => u.Roles), ("disabled", u => u.Disabled ? "yes" : ""));
            return ExitCodes.Ok;
        });
        return command;
    }
}
