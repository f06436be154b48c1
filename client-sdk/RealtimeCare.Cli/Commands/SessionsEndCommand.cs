using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>sessions end</c></summary>
internal static class SessionsEndCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var session = new Argument<string?>("session") { Description = "The session's id.", Arity = ArgumentArity.ZeroOrOne };
        var subject = new Option<string?>("--subject") { Description = "All sessions of this person or service instead." };
        var preview = new Option<bool>("--preview") { Description = "Only say what would be ended." };
        var command = new Command("end", "End sessions by force. A new sign-in is allowed.") { session, subject, preview, json };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(session) is null) == (result.GetValue(subject) is null))
                result.AddError("Give either a session's id or --subject ID.");
        });
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            await administrator.ConnectAsync(cancellationToken);
            var result = parsed.GetValue(session) is { } sessionId
                ? await administrator.EndSessionAsync(sessionId, parsed.GetValue(preview), cancellationToken)
                : await administrator.EndSessionsOfAsync(parsed.GetValue(subject)!, parsed.GetValue(preview), cancellationToken);
            new CliOutput(parsed.GetValue(json)).Done(Text(result, parsed.GetValue(preview)), result);
            return result.SessionIds.Count > 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static string Text(EndSessionsResult result, bool preview) => result switch
    {
        { SessionIds.Count: 0 } => "No live session is hit.",
        _ when preview => $"Would end {result.SessionIds.Count} sessions: {string.Join(", ", result.SessionIds)}",
        _ => $"Ended {result.SessionIds.Count} sessions and closed {result.ConnectionsClosed} connections; last byte at {result.LastByteAt:O}; trail receipt {result.Receipt}.",
    };
}
