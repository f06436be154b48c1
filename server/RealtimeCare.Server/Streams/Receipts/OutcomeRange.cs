using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Streams.Receipts;

/// <summary>A stretch of a publisher's outcomes.</summary>
/// <param name="Epoch">Which life of the store the cursors belong to.</param>
/// <param name="First">The first cursor that is kept; one behind the last when none is.</param>
/// <param name="Last">The last cursor that was given; 0 when none was.</param>
/// <param name="Outcomes">The outcomes asked for.</param>
public sealed record OutcomeRange(long Epoch, long First, long Last, IReadOnlyList<EventOutcome> Outcomes);
