using System.CommandLine;
using System.Globalization;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>follow</c>: one line per event until Ctrl+C.</summary>
internal static class FollowCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var patient = new PatientOptions();
        var json = JsonOption.Create();
        var topics = new Option<string[]>("--topic")
        {
            Description = "A topic, such as vitals; repeat it for several.",
            DefaultValueFactory = _ => ["vitals", "alerts"],
            AllowMultipleArgumentsPerToken = true,
        };
        var from = new Option<FollowFrom>("--from") { Description = "Now, Start for everything that is kept, or LeftOff for what you have not seen on any device." };
        var restricted = new Option<bool>("--restricted") { Description = "The restricted stream: events whose labels lie above normal." };
        var audience = new Option<string?>("--audience") { Description = "Be seen as a narrower audience, such as lock-screen." };
        var report = new Option<ReceiptLevel?>("--report") { Description = "Seen or Accepted: say so of every event that asks for acknowledgement." };
        var mine = new Option<bool>("--mine") { Description = "All patients whom you treat, also those who come later." };
        var inbox = new Option<bool>("--inbox") { Description = "Your own inbox, in place of a patient." };
        var seconds = new Option<int?>("--seconds") { Description = "Stop after this time." };
        var command = new Command("follow", "Follow a patient; one line per event until Ctrl+C. The server shows what your role sees.") { topics, from, restricted, audience, report, seconds, json };
        patient.AddTo(command, mine, inbox);
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var about = parsed.GetValue(mine) || parsed.GetValue(inbox) ? null : patient.Resolve(parsed);
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var client = new RealtimeCareClient(signedIn.Options());
            client.StatusChanged += (_, status) => CliOutput.Remark($"{status.State} since {status.Since.ToLocalTime():HH:mm:ss}");
            await client.ConnectAsync(cancellationToken);
            var output = new CliOutput(parsed.GetValue(json));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (parsed.GetValue(seconds) is { } limit) end.CancelAfter(TimeSpan.FromSeconds(limit));
            var options = new FollowOptions
            {
                From = parsed.GetValue(from), Restricted = parsed.GetValue(restricted), Audience = parsed.GetValue(audience),
                Missed = static gap => CliOutput.Remark($"Events are no longer kept that you have not seen ({gap.Reason})."),
            };
            var (asked, level) = (parsed.GetRequiredValue(topics), parsed.GetValue(report));
            if (parsed.GetValue(mine)) await OwnPatientsText.PrintAsync(Reported(client, client.FollowMineAsync(asked, options, end.Token), level), output, end.Token);
            else await PrintAsync(Reported(client, FollowAsync(client, about, asked, options, end.Token), level), output, end.Token);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>A patient, or one's own inbox.</summary>
    private static IAsyncEnumerable<Notification> FollowAsync(
        RealtimeCareClient client, PatientReference? about, string[] topics, FollowOptions options, CancellationToken cancellationToken) =>
        about is null ? client.FollowInboxAsync(options, cancellationToken) : client.FollowAsync(about, topics, options, cancellationToken);

    /// <summary>Prints until the end that was asked for.</summary>
    internal static async Task PrintAsync(IAsyncEnumerable<Notification> followed, CliOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notification in followed)
                output.Item(Line(notification.Event) + (notification.IsUrgent ? " (ahead of its turn)" : ""), notification.Event);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C or --seconds: the usual end of following.
        }
    }

    private static async IAsyncEnumerable<T> Reported<T>(RealtimeCareClient client, IAsyncEnumerable<T> followed, ReceiptLevel? level)
        where T : FollowUpdate
    {
        await foreach (var update in followed)
        {
            yield return update;
            if (update is not Notification notification) continue;
            if (level == ReceiptLevel.Seen) await client.ReportSeenAsync(notification);
            if (level == ReceiptLevel.Accepted) await client.ReportAcceptedAsync(notification);
        }
    }

    internal static string Line(CareEvent arrived) => string.Create(
        CultureInfo.InvariantCulture,
        $"{arrived.PublishedAt.ToLocalTime():HH:mm:ss.fff} {arrived.Topic,-12} {arrived.Severity,-8} {(arrived.Repeated ? "(again) " : "")}{EventText.Headline(arrived)}");
}
