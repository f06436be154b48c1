using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands.Access;

/// <summary><c>access grants</c></summary>
internal static class GrantsCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var status = new Option<BreakGlassStatus?>("--status") { Description = "Active, Unattested, Unreviewed (the review queue) or Reviewed; all without it." };
        var command = new Command("grants", "List broken glasses, newest first; --json tells all of each.") { status, json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            await administrator.ConnectAsync(cancellationToken);
            new CliOutput(parsed.GetValue(json)).Table(
                await administrator.BreakGlassGrantsAsync(parsed.GetValue(status), cancellationToken),
                ("grant", g => g.GrantId), ("status", g => g.Status), ("person", g => g.Subject), ("patient", g => g.PatientId),
                ("reason", g => g.Reason is null ? g.ReasonCode : $"{g.ReasonCode}: {g.Reason}"),
                ("since", g => g.StartsAt), ("until", g => g.EndedAt ?? g.EndsAt), ("ended by", g => g.EndedBy), ("verdict", g => g.Verdict));
            return ExitCodes.Ok;
        });
        return command;
    }
}
