using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>sessions list</c></summary>
internal static class SessionsListCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var command = new Command("list", "List the live sessions, newest first.") { json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            await administrator.ConnectAsync(cancellationToken);
            new CliOutput(parsed.GetValue(json)).Table(
                await administrator.LiveSessionsAsync(cancellationToken),
                ("session", s => s.SessionId), ("subject", s => s.Subject), ("roles", s => s.Roles), ("client", s => s.ClientId),
                ("since", s => s.CreatedAt), ("active", s => s.LastActivityAt), ("open", s => s.Connections), ("follows", s => s.Subscriptions));
            return ExitCodes.Ok;
        });
        return command;
    }
}
