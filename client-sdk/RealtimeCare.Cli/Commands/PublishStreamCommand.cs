using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>publish-stream</c>: many events over one connection, one JSON object a line.</summary>
internal static class PublishStreamCommand
{
    public static Command Create()
    {
        var publisher = new PublisherOptions();
        var json = JsonOption.Create();
        var file = new Argument<string>("file") { Description = "A file of events, one a line, as POST /api/v1/events takes them, each with idempotencyKey; - for standard input." };
        var command = new Command("publish-stream", "Publish many events over one connection. Answers come a line each, in the order of the events.") { file, json };
        publisher.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new CliOutput(parsed.GetValue(json));
            var path = parsed.GetRequiredValue(file);
            using var lines = path == "-" ? Console.In : OpenText(path);
            var refused = await publisher.PublishAsync(parsed, care => PublishAsync(care, lines, output, cancellationToken));
            return refused == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<int> PublishAsync(CarePublisher care, TextReader lines, CliOutput output, CancellationToken cancellationToken)
    {
        var refused = 0;
        await using var stream = await care.OpenStreamAsync(cancellationToken);
        await foreach (var outcome in stream.PublishAsync(ReadAsync(lines, cancellationToken), cancellationToken))
        {
            if (outcome.Error is not null) refused++;
            output.Item(Text(outcome), outcome);
        }

        return refused;
    }

    private static string Text(PublishOutcome outcome) => outcome switch
    {
        { Result: { } taken } => $"{(taken.Duplicate ? "already taken" : "taken")} as {taken.EventId} at offset {taken.Position.Offset}",
        { Error: { } error } => $"refused: {error.Message} Code {(int)error.Code} {error.Path} {(error.QuarantineId is { } id ? $"kept as {id}" : "")}".TrimEnd(),
        _ => "",
    };

    private static async IAsyncEnumerable<PublishRequest> ReadAsync(TextReader lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 1; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
            if (line.Length > 0) yield return Parse(line, number);
    }

    private static PublishRequest Parse(string line, int number)
    {
        try
        {
            var request = JsonSerializer.Deserialize<PublishRequest>(line, JsonSerializerOptions.Web) ?? throw new JsonException();
            return request.IdempotencyKey is { Length: > 0 } ? request : throw new CliException($"Line {number} has no idempotencyKey.", ExitCodes.Usage);
        }
        catch (JsonException)
        {
            // The parser's message may quote the line, which is patient data.
            throw new CliException($"Line {number} is no event.", ExitCodes.Usage);
        }
    }

    private static StreamReader OpenText(string path) =>
        File.Exists(path) ? File.OpenText(path) : throw new CliException($"There is no file {path}.", ExitCodes.Usage);
}
