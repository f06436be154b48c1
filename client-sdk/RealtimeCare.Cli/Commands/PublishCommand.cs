using System.CommandLine;
using System.Text.Json;
using RealtimeCare.Cli.Bundles;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Demo;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>publish</c>: one FHIR resource.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var publisher = new PublisherOptions();
        var patient = new PatientOptions();
        var json = JsonOption.Create();
        var file = new Argument<FileInfo>("file") { Description = "A FHIR R4 resource in JSON." };
        file.AcceptExistingOnly();
        var topic = new Option<string?>("--topic") { Description = "The topic; by the resource's type when missing." };
        var kind = new Option<EventClass>("--class") { Description = "Durable is kept and replayed; State is a value that the next one replaces." };
        var severity = new Option<EventSeverity>("--severity") { Description = "How urgent it is." };
        var recipient = new Option<string?>("--recipient") { Description = "For a person's inbox, by user id, in place of a patient." };
        var key = new Option<string?>("--idempotency-key") { Description = "The same key is taken once; made from the content when missing." };
        var within = new Option<int?>("--acknowledge-within") { Description = "Seconds in which somebody must have seen it; outcomes tells whether they have." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Publish nothing; tell which audiences would get it, and what of it." };
        var command = new Command("publish", "Publish one FHIR resource about a patient.") { file, topic, kind, severity, within, key, dryRun, json };
        patient.AddTo(command, recipient);
        publisher.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var entry = Read(parsed.GetRequiredValue(file).FullName);
            var request = For(parsed, recipient, patient, parsed.GetValue(topic), entry) with
            {
                Class = parsed.GetValue(kind),
                Severity = parsed.GetValue(severity),
                AcknowledgeWithin = parsed.GetValue(within),
            };
            if (parsed.GetValue(dryRun))
            {
                Show(await publisher.PublishAsync(parsed, care => care.PreviewAsync(request, cancellationToken)), new CliOutput(parsed.GetValue(json)));
                return ExitCodes.Ok;
            }

            var result = await publisher.PublishAsync(
                parsed, care => care.PublishAsync(request, parsed.GetValue(key) ?? entry.Key(), cancellationToken));
            new CliOutput(parsed.GetValue(json)).Done(
                $"{(result.Duplicate ? "Already taken" : "Taken")} as event {result.EventId} at offset {result.Position.Offset}.", result);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static PublishRequest For(ParseResult parsed, Option<string?> recipient, PatientOptions patient, string? topic, BundleEntry entry) =>
        parsed.GetValue(recipient) is { } person
            ? new PublishRequest { Recipient = person, Topic = topic ?? RealtimeCareProtocol.InboxTopic, Resource = entry.Json }
            : new PublishRequest { Patient = patient.Resolve(parsed), Topic = topic ?? TopicOf(entry.Type), Resource = entry.Json };

    private static void Show(PreviewResult preview, CliOutput output)
    {
        if (preview.Restricted) CliOutput.Remark("Its labels would put it into the patient's restricted stream.");
        output.Table(
            preview.Audiences,
            ("audience", a => a.Audience), ("receives", a => a.Receives ? "yes" : NotBecause(a.Because)), ("withheld", a => a.Receives ? a.Withheld : null), ("sees", a => a.Elements));
    }

    private static string NotBecause(WithheldBecause? because) => because switch
    {
        WithheldBecause.Topic => "no: nobody of it follows the topic",
        WithheldBecause.Type => "no: it does not see such resources",
        WithheldBecause.Label => "no: it is not cleared for the labels",
        _ => "no",
    };

    /// <summary>The resource in a file.</summary>
    internal static BundleEntry Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return BundleEntry.From(document.RootElement, fullUrl: null)
                ?? throw new CliException($"{path} is no FHIR resource: it has no resourceType.", ExitCodes.Usage);
        }
        catch (JsonException broken)
        {
            throw new CliException($"{path} is not JSON (line {broken.LineNumber + 1}).", ExitCodes.Usage);
        }
    }

    private static string TopicOf(string type) => DemoFeed.TopicOfType.GetValueOrDefault(type)
        ?? throw new CliException($"No topic takes {type} by the built-in policy. Give --topic.", ExitCodes.Usage);
}
