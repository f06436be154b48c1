using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client;
using RealtimeCare.Client.Access;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands.Access;

/// <summary><c>access break-glass</c>: the grant belongs to the sign-in of this command, so the command follows for as long as it lasts.</summary>
internal static class BreakGlassCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var patient = new PatientOptions();
        var json = JsonOption.Create();
        var why = new GlassOptions();
        var topics = AccessCommands.Topics();
        var seconds = new Option<int?>("--seconds") { Description = "End it after this time." };
        var command = new Command("break-glass", "Break the glass for one patient and follow until Ctrl+C. The reason comes from a prompt or from REALTIMECARE_TEXT.") { topics, seconds, json };
        why.AddTo(command);
        patient.AddTo(command);
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var about = patient.Resolve(parsed);
            var reason = why.Resolve(parsed);
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var client = new RealtimeCareClient(signedIn.Options());
            await client.ConnectAsync(cancellationToken);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (parsed.GetValue(seconds) is { } limit) end.CancelAfter(TimeSpan.FromSeconds(limit));
            client.BreakGlassEnded += (_, ended) => CliOutput.Remark($"The grant has ended: {ended.Reason}.");
            var result = await client.BreakGlassAsync(about, reason, cancellationToken);
            var output = new CliOutput(parsed.GetValue(json));
            output.Item(Banner(result), result);
            await FollowAsync(client, about, reason.Restricted, parsed.GetRequiredValue(topics), output, end.Token);
            if (result.Banner?.AttestationRequired == true)
                CliOutput.Remark($"Say afterwards why it was needed: realtimecare access attest {result.GrantId}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Banner(BreakGlassResult result) => result.Banner is { } banner
        ? $"GLASS BROKEN for patient {banner.PatientId} ({banner.Purpose}) until {banner.EndsAt.ToLocalTime():HH:mm:ss}. Grant {result.GrantId}. Everything is recorded and reviewed."
        : "Not needed: everything asked for is permitted as it is.";

    private static Task FollowAsync(
        RealtimeCareClient client, PatientReference patient, bool restricted, string[] topics, CliOutput output, CancellationToken cancellationToken)
    {
        var plain = PrintAsync(client.FollowAsync(patient, topics, new FollowOptions(), cancellationToken), output, cancellationToken);
        return restricted
            ? Task.WhenAll(plain, PrintAsync(client.FollowAsync(patient, topics, new FollowOptions { Restricted = true }, cancellationToken), output, cancellationToken))
            : plain;
    }

    private static async Task PrintAsync(IAsyncEnumerable<Notification> followed, CliOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await FollowCommand.PrintAsync(followed, output, cancellationToken);
        }
        catch (SubscriptionEndedException)
        {
            // The grant has ended, which was said.
        }
    }

    /// <summary>Why, and for how long.</summary>
    private sealed class GlassOptions
    {
        private readonly Option<string> code = new("--reason-code")
        {
            Description = "One of the policy's codes: emergency, covering, consult or other.", DefaultValueFactory = _ => "emergency",
        };

        private readonly Option<string> purpose = new("--purpose") { Description = "ETREAT or BTG.", DefaultValueFactory = _ => "ETREAT" };
        private readonly Option<int?> minutes = new("--minutes") { Description = "For how long; the policy's default without it." };
        private readonly Option<bool> restricted = new("--restricted") { Description = "The restricted stream too." };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { code, purpose, minutes, restricted }) command.Add(option);
        }

        public BreakGlassReason Resolve(ParseResult parsed) => new()
        {
            Code = parsed.GetRequiredValue(code),
            Purpose = parsed.GetRequiredValue(purpose),
            Text = FreeText.Read("Why must the glass be broken"),
            Duration = parsed.GetValue(minutes) is { } given ? TimeSpan.FromMinutes(given) : null,
            Restricted = parsed.GetValue(restricted),
        };
    }
}
