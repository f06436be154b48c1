using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>An event as it reached an app.</summary>
/// <param name="IsUrgent">Whether it was critical and came ahead of its turn.</param>
internal sealed record ReceivedEvent(string PatientId, CareEvent Event, DateTimeOffset ReceivedAt, bool IsUrgent = false);
