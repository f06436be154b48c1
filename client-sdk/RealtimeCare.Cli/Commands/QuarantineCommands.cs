using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>quarantine</c>: a service's own events that were refused for their content.</summary>
internal static class QuarantineCommands
{
    public static Command Create() => new("quarantine", "A service's own events that were refused for their content.")
    {
        List(), Show(), Fix(), Replay(), Discard(),
    };

    private static Command List()
    {
        var publisher = new PublisherOptions();
        var json = JsonOption.Create();
        var command = new Command("list", "List them, the oldest first, without their content.") { json };
        publisher.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var events = await publisher.PublishAsync(parsed, async care =>
            {
                var all = new List<QuarantinedEvent>();
                await foreach (var one in care.Quarantine.ListAsync(cancellationToken)) all.Add(one);
                return all;
            });
            new CliOutput(parsed.GetValue(json)).Table(
                events, ("id", e => e.QuarantineId), ("refused", e => e.RefusedAt), ("why", e => e.Code), ("where", e => e.Path), ("key", e => e.IdempotencyKey), ("bytes", e => e.Bytes));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show() => OfOne("show", "Show one with its content, which is patient data.", [], async (_, care, id, output, cancellationToken) =>
    {
        var found = await care.Quarantine.ReadAsync(id, cancellationToken);
        output.Done($"{found.Event.Code} at {found.Event.Path ?? "(the whole)"}, topic {found.Request.Topic}:{Environment.NewLine}{found.Request.Resource.ToJson()}", found);
    });

    private static Command Fix()
    {
        var file = new Option<FileInfo>("--resource") { Description = "A file with the corrected FHIR resource." };
        file.AcceptExistingOnly();
        var topic = new Option<string?>("--topic") { Description = "Another topic." };
        var replay = new Option<bool>("--replay") { Description = "Publish it at once." };
        return OfOne("fix", "Replace its resource, its topic or both.", [file, topic, replay], async (parsed, care, id, output, cancellationToken) =>
        {
            var request = (await care.Quarantine.ReadAsync(id, cancellationToken)).Request;
            request = request with
            {
                Topic = parsed.GetValue(topic) ?? request.Topic,
                Resource = parsed.GetValue(file) is { } given ? PublishCommand.Read(given.FullName).Json : request.Resource,
            };
            await care.Quarantine.ReplaceAsync(id, request, cancellationToken);
            if (parsed.GetValue(replay)) await ReplayAsync(care, id, output, cancellationToken);
            else output.Done("Replaced. Publish it with quarantine replay.", new { quarantineId = id });
        });
    }

    private static Command Replay() => OfOne(
        "replay", "Publish it with its key; once it is taken it leaves the quarantine.", [],
        (_, care, id, output, cancellationToken) => ReplayAsync(care, id, output, cancellationToken));

    private static Command Discard() => OfOne("discard", "Remove it for good.", [], async (_, care, id, output, cancellationToken) =>
    {
        await care.Quarantine.DiscardAsync(id, cancellationToken);
        output.Done("Discarded.", new { quarantineId = id });
    });

    private static async Task ReplayAsync(CarePublisher care, Guid id, CliOutput output, CancellationToken cancellationToken)
    {
        var result = await care.Quarantine.ReplayAsync(id, cancellationToken);
        output.Done($"Taken as event {result.EventId} at offset {result.Position.Offset}.", result);
    }

    private static Command OfOne(
        string name, string description, Option[] options, Func<ParseResult, CarePublisher, Guid, CliOutput, CancellationToken, Task> act)
    {
        var publisher = new PublisherOptions();
        var json = JsonOption.Create();
        var id = new Argument<Guid>("id") { Description = "Its id, as the refusal and quarantine list name it." };
        var command = new Command(name, description) { id, json };
        foreach (var option in options) command.Add(option);
        publisher.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) => await publisher.PublishAsync(parsed, async care =>
        {
            await act(parsed, care, parsed.GetRequiredValue(id), new CliOutput(parsed.GetValue(json)), cancellationToken);
            return ExitCodes.Ok;
        }));
        return command;
    }
}
