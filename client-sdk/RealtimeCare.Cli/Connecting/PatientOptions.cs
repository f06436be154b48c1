using System.CommandLine;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Connecting;

/// <summary><c>--patient</c> or <c>--identifier</c>: which patient a command is about.</summary>
internal sealed class PatientOptions
{
    private readonly Option<string?> patient = new("--patient") { Description = "The patient, by the service's id." };
    private readonly Option<string?> identifier = new("--identifier") { Description = "The patient, by a business identifier: SYSTEM|VALUE." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="instead">Options that may stand in place of a patient.</param>
    public void AddTo(Command command, params IReadOnlyList<Option> instead)
    {
        command.Add(patient);
        command.Add(identifier);
        foreach (var option in instead) command.Add(option);
        var ways = string.Concat(instead.Select(option => ", or " + option.Name));
        command.Validators.Add(result =>
        {
            var given = instead.Count(option => result.GetResult(option) is { Implicit: false }) + (result.GetValue(patient) is null ? 0 : 1) + (result.GetValue(identifier) is null ? 0 : 1);
            if (given != 1) result.AddError($"Give either --patient ID or --identifier 'SYSTEM|VALUE'{ways}.");
        });
    }

    /// <summary>The patient.</summary>
    public PatientReference Resolve(ParseResult parsed)
    {
        if (parsed.GetValue(patient) is { } id) return PatientReference.ById(id);
        var text = parsed.GetValue(identifier)!;
        var at = text.LastIndexOf('|');
        return at > 0 && at < text.Length - 1
            ? PatientReference.ByIdentifier(text[..at], text[(at + 1)..])
            : throw new CliException("An identifier is SYSTEM|VALUE, such as 'urn:oid:1.2.3|4711'.", ExitCodes.Usage);
    }
}
