using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client;
using RealtimeCare.Client.Access;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands.Access;

/// <summary><c>access explain</c></summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var patient = new PatientOptions();
        var json = JsonOption.Create();
        var whom = new ExplainedPerson();
        var topics = AccessCommands.Topics();
        var restricted = new Option<bool>("--restricted") { Description = "Of the restricted stream." };
        var command = new Command("explain", "Explain why somebody may or may not follow a patient. Privacy officers see every factor.") { topics, restricted, json };
        whom.AddTo(command);
        patient.AddTo(command);
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var question = whom.Fill(parsed, new AccessQuestion
            {
                Patient = patient.Resolve(parsed), Topics = parsed.GetRequiredValue(topics), Restricted = parsed.GetValue(restricted),
            });
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            var explanation = whom.IsSelf(parsed)
                ? await OwnAsync(signedIn, question, cancellationToken)
                : await OfAsync(signedIn, question, cancellationToken);
            Write(new CliOutput(parsed.GetValue(json)), explanation);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<AccessExplanation> OwnAsync(SignedIn signedIn, AccessQuestion question, CancellationToken cancellationToken)
    {
        await using var client = new RealtimeCareClient(signedIn.Options());
        await client.ConnectAsync(cancellationToken);
        return await client.ExplainAccessAsync(question.Patient, question.Topics, question.Restricted, cancellationToken);
    }

    private static async Task<AccessExplanation> OfAsync(SignedIn signedIn, AccessQuestion question, CancellationToken cancellationToken)
    {
        await using var administrator = signedIn.Administrator();
        await administrator.ConnectAsync(cancellationToken);
        return await administrator.ExplainAccessAsync(question, cancellationToken);
    }

    private static void Write(CliOutput output, AccessExplanation explanation)
    {
        if (output.IsJson)
        {
            output.Done("", explanation);
            return;
        }

        output.Table(explanation.Factors, ("factor", f => f.Name), ("permits", f => f.Permits ? "yes" : "NO"), ("because", f => f.Reason));
        CliOutput.Lines(
        [
            explanation.Permitted ? $"Permitted, as {explanation.Audience}{Until(explanation)}." : $"Not permitted.{Emergency(explanation)}",
            $"Judged by: {explanation.Basis switch
            {
                ExplanationBasis.Connection => "an open connection",
                ExplanationBasis.Session => "a live session's roles",
                _ => "the roles given",
            }}.",
        ]);
    }

    private static string Until(AccessExplanation explanation) =>
        explanation.ValidUntil is { } until ? $", until {until.ToLocalTime():HH:mm:ss} at least" : "";

    private static string Emergency(AccessExplanation explanation) => explanation.MayBreakGlass ? " Breaking the glass would be open." : "";
}
