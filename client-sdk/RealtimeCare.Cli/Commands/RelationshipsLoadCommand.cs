using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>relationships load</c></summary>
internal static class RelationshipsLoadCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var file = new Argument<FileInfo>("file") { Description = "A FHIR R4 CareTeam or Encounter, or a Bundle of them." };
        file.AcceptExistingOnly();
        var command = new Command("load", "Load treatment relationships from FHIR resources. Loading a resource again replaces what it said.") { file, json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var resource = new FhirJson(await File.ReadAllBytesAsync(parsed.GetRequiredValue(file).FullName, cancellationToken));
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            var loaded = await administrator.LoadRelationshipsAsync(resource, cancellationToken);
            new CliOutput(parsed.GetValue(json)).Done(
                $"Took {loaded.Accepted} resources; {loaded.Relationships.Count} relationships follow from them.", loaded);
            return ExitCodes.Ok;
        });
        return command;
    }
}
