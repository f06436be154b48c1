using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>relationships list</c></summary>
internal static class RelationshipsListCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var patient = new PatientOptions();
        var json = JsonOption.Create();
        var command = new Command("list", "List who treats a patient.") { json };
        patient.AddTo(command);
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var about = patient.Resolve(parsed);
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            new CliOutput(parsed.GetValue(json)).Table(
                await administrator.SearchRelationshipsAsync(about, cancellationToken),
                ("person", r => r.Subject), ("because of", r => r.Because), ("from", r => r.From), ("until", r => r.Until));
            return ExitCodes.Ok;
        });
        return command;
    }
}
