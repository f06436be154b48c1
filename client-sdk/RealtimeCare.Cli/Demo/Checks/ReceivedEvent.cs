using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>An event as it reached an app.</summary>
internal sealed record ReceivedEvent(string PatientId, CareEvent Event, DateTimeOffset ReceivedAt);
