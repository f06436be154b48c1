using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>services list</c></summary>
internal static class ServicesListCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var command = new Command("list", "List the services.") { json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            new CliOutput(parsed.GetValue(json)).Table(
                await administrator.ListServicesAsync(cancellationToken),
                ("service", s => s.ClientId), ("name", s => s.DisplayName), ("scopes", s => s.Scopes));
            return ExitCodes.Ok;
        });
        return command;
    }
}
