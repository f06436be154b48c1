using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>What an app said of an event: its person has seen it, or takes care of it.</summary>
/// <param name="PatientId">The patient; empty for what lay in the inbox.</param>
/// <param name="Offset">The event's offset.</param>
/// <param name="Level">What the app said.</param>
public sealed record AppReport(string PatientId, long Offset, ReceiptLevel Level);
