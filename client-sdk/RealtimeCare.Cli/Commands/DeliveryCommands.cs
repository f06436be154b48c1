using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>deliveries undelivered</c> and <c>deliveries receivers</c>.</summary>
internal static class DeliveryCommands
{
    public static Command Create() => new("deliveries", "What has reached whom, and what nobody has seen in time.") { Undelivered(), Receivers() };

    private static Command Undelivered()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var command = new Command("undelivered", "List the events that nobody has seen in time, nor since.") { json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            await administrator.ConnectAsync(cancellationToken);
            new CliOutput(parsed.GetValue(json)).Table(
                await administrator.UndeliveredAsync(cancellationToken),
                ("event", e => e.EventId), ("patient", e => e.PatientId ?? "(restricted)"), ("offset", e => e.Position?.Offset), ("topic", e => e.Topic),
                ("severity", e => e.Severity), ("published by", e => e.Publisher), ("at", e => e.PublishedAt), ("due", e => e.AcknowledgeBy),
                ("delivered to", e => e.Delivered));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Receivers()
    {
        var person = new PersonOptions();
        var patient = new PatientOptions();
        var json = JsonOption.Create();
        var epoch = new Option<long>("--epoch") { Description = "The epoch of the event's position.", Required = true };
        var offset = new Option<long>("--offset") { Description = "The offset of the event's position.", Required = true };
        var restricted = new Option<bool>("--restricted") { Description = "The position is one of the restricted stream." };
        var command = new Command("receivers", "List who has received an event, also one that was taken back since.") { epoch, offset, restricted, json };
        patient.AddTo(command);
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var position = new Position { Epoch = parsed.GetValue(epoch), Offset = parsed.GetValue(offset) };
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            await administrator.ConnectAsync(cancellationToken);
            var result = await administrator.ReceiversAsync(patient.Resolve(parsed), position, parsed.GetValue(restricted), cancellationToken);
            new CliOutput(parsed.GetValue(json)).Table(
                result.Receivers,
                ("person", r => r.Subject ?? $"({r.Pseudonym})"), ("level", r => r.Level is { } level ? level : "sent"), ("sent", r => r.SentAt),
                ("delivered", r => r.DeliveredAt), ("seen", r => r.SeenAt), ("accepted", r => r.AcceptedAt));
            return ExitCodes.Ok;
        });
        return command;
    }
}
