using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands.Access;

/// <summary><c>access revoke</c>, <c>access attest</c> and <c>access review</c>: each does one thing to one grant.</summary>
internal static class GrantCommands
{
    public static Command Revoke() => Create(
        "revoke", "End somebody's grant at once.", [], "Revoked.",
        (_, signedIn, grant, cancellationToken) =>
            AsOfficerAsync(signedIn, officer => officer.RevokeBreakGlassAsync(grant, cancellationToken), cancellationToken));

    public static Command Attest() => Create(
        "attest", "Say why you broke the glass. The text comes from a prompt or from REALTIMECARE_TEXT.", [], "Attested.",
        async (_, signedIn, grant, cancellationToken) =>
        {
            await using var client = new RealtimeCareClient(signedIn.Options());
            await client.ConnectAsync(cancellationToken);
            await client.AttestAsync(grant, FreeText.Read("What was done, and why was it needed"), cancellationToken);
        });

    public static Command Review()
    {
        var verdict = new Option<BreakGlassVerdict>("--verdict") { Description = "InOrder or NotInOrder.", Required = true };
        var note = new Option<bool>("--note") { Description = "Add a note, from a prompt or from REALTIMECARE_TEXT." };
        return Create(
            "review", "Say whether a grant that has ended was in order.", [verdict, note], "Reviewed.",
            (parsed, signedIn, grant, cancellationToken) =>
            {
                var text = parsed.GetValue(note) ? FreeText.Read("Note") : null;
                return AsOfficerAsync(
                    signedIn, officer => officer.ReviewBreakGlassAsync(grant, parsed.GetRequiredValue(verdict), text, cancellationToken), cancellationToken);
            });
    }

    private static Command Create(
        string name, string description, Option[] options, string done, Func<ParseResult, SignedIn, Guid, CancellationToken, Task> act)
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var grant = new Argument<Guid>("grant") { Description = "The grant's id." };
        var command = new Command(name, description) { grant, json };
        foreach (var option in options) command.Add(option);
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            var id = parsed.GetRequiredValue(grant);
            await act(parsed, signedIn, id, cancellationToken);
            new CliOutput(parsed.GetValue(json)).Done(done, new { grantId = id });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task AsOfficerAsync(SignedIn signedIn, Func<CareAdministrator, Task> act, CancellationToken cancellationToken)
    {
        await using var administrator = signedIn.Administrator();
        await administrator.ConnectAsync(cancellationToken);
        await act(administrator);
    }
}
