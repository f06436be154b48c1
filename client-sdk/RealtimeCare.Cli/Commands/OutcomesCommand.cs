using System.CommandLine;
using System.Globalization;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>outcomes</c>: one line for each thing that became of a publisher's own events.</summary>
internal static class OutcomesCommand
{
    public static Command Create()
    {
        var publisher = new PublisherOptions();
        var json = JsonOption.Create();
        var after = new Option<string?>("--after") { Description = "The cursor of the last line that was read, as EPOCH:OFFSET; everything that is kept when missing." };
        var follow = new Option<bool>("--follow") { Description = "Go on until Ctrl+C instead of stopping at the last one." };
        var command = new Command("outcomes", "What became of the service's own events that ask for acknowledgement.") { after, follow, json };
        publisher.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var cursor = CursorOf(parsed.GetValue(after));
            var output = new CliOutput(parsed.GetValue(json));
            return await publisher.PublishAsync(parsed, care => parsed.GetValue(follow)
                ? FollowAsync(care, cursor, output, cancellationToken)
                : PrintAsync(care, cursor, output, cancellationToken));
        });
        return command;
    }

    private static async Task<int> PrintAsync(CarePublisher care, Position? cursor, CliOutput output, CancellationToken cancellationToken)
    {
        while (await care.ReadOutcomesAsync(new OutcomesRequest { After = cursor }, cancellationToken) is { } page && (page.Outcomes.Count > 0 || page.Gap is not null))
        {
            if (page.Gap is { } gap) CliOutput.Remark($"Outcomes {gap.From} to {gap.To} are no longer kept ({gap.Reason}).");
            foreach (var outcome in page.Outcomes) output.Item(Line(outcome), outcome);
            if (page.Outcomes.Count == 0) break;
            cursor = page.Outcomes[^1].Cursor;
        }
        return ExitCodes.Ok;
    }

    private static async Task<int> FollowAsync(CarePublisher care, Position? cursor, CliOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var outcome in care.OutcomesAsync(cursor, cancellationToken)) output.Item(Line(outcome), outcome);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C: the usual end.
        }
        catch (OutcomesGapException lost)
        {
            throw new CliException($"Outcomes {lost.Gap.From} to {lost.Gap.To} are no longer kept; leave --after out for those that are.", ExitCodes.Failed);
        }
        return ExitCodes.Ok;
    }

    private static string Line(EventOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Cursor.Epoch}:{outcome.Cursor.Offset} {outcome.At.ToLocalTime():yyyy-MM-dd HH:mm:ss} {outcome.Level,-11} event {outcome.EventId} at offset {outcome.Position.Offset} of {outcome.PatientId}{By(outcome)}");

    private static string By(EventOutcome outcome) => outcome.By is { } person ? $" by {person}" : "";

    private static Position? CursorOf(string? text)
    {
        if (text is null) return null;
        var parts = text.Split(':');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? new Position { Epoch = epoch, Offset = offset }
                : throw new CliException("A cursor is EPOCH:OFFSET, as the lines begin.", ExitCodes.Usage);
    }
}
