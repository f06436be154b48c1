using System.CommandLine;
using RealtimeCare.Cli.Bundles;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Demo;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>replay</c>: every clinical resource of FHIR bundles, once.</summary>
internal static class ReplayCommand
{
    private const int BatchSize = 100;

    public static Command Create()
    {
        var publisher = new PublisherOptions();
        var json = JsonOption.Create();
        var path = new Argument<string>("path") { Description = "A FHIR R4 bundle, or a folder of them." };
        var command = new Command("replay", "Publish every clinical resource of FHIR bundles. A second run publishes nothing twice. Patients are named by their first identifier.")
        {
            path, json,
        };
        publisher.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var contents = new BundleReader(DemoFeed.TopicOfType).Read(parsed.GetRequiredValue(path));
            CliOutput.Remark(contents.Summary());
            var result = await publisher.PublishAsync(parsed, care => ProgressBar.RunAsync(
                "publishing", contents.Resources, progress => PublishAsync(care, contents, progress, cancellationToken)));
            new CliOutput(parsed.GetValue(json)).Done(
                $"Published {result.Published}, already taken before {result.Duplicates}, refused {result.Refused}.{result.FirstRefusal}", result);
            return result.Refused == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<ReplayResult> PublishAsync(
        CarePublisher care, BundleContents contents, Action<int> progress, CancellationToken cancellationToken)
    {
        var result = new ReplayResult(0, 0, 0, null);
        var requests = contents.Patients.SelectMany(p => p.Resources.Select(r => r.ToRequest(new() { Identifier = p.Identifier })));
        var done = 0;
        foreach (var batch in requests.Chunk(BatchSize))
        {
            var answer = await care.PublishBatchAsync(batch, cancellationToken);
            result = answer.Results.Aggregate(result, (sum, outcome) => sum.With(outcome));
            progress(done += batch.Length);
        }

        return result;
    }
}

/// <summary>What became of a replay.</summary>
internal sealed record ReplayResult(int Published, int Duplicates, int Refused, string? FirstRefusal)
{
    /// <summary>With one more event.</summary>
    public ReplayResult With(PublishOutcome outcome) => outcome switch
    {
        { Result.Duplicate: true } => this with { Duplicates = Duplicates + 1 },
        { Result: not null } => this with { Published = Published + 1 },
        _ => this with
        {
            Refused = Refused + 1,
            FirstRefusal = FirstRefusal ?? $" First refusal: {outcome.Error!.Message} (code {(int)outcome.Error.Code}) {outcome.Error.Path}".TrimEnd(),
        },
    };
}
