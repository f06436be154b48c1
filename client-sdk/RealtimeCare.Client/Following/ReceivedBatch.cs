using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>What was new of a batch, waiting for the app.</summary>
/// <param name="From">Where its acknowledgement goes: to the connection that brought it, whose window it fills.</param>
/// <param name="Events">The new events; none when the range held nothing for this receiver.</param>
/// <param name="Epoch">The stream's epoch.</param>
/// <param name="Through">The offset that is reached when all of it was handled.</param>
/// <param name="StateThrough">The state version that is reached when all of it was handled.</param>
internal sealed record ReceivedBatch(
    AcknowledgementOutbox From, IReadOnlyList<CareEvent> Events, long Epoch, long Through, long StateThrough)
{
    /// <summary>How many events were no longer new: they fill the window like any other.</summary>
    public int Repeats { get; init; }

    /// <summary>About how many bytes those had on the wire.</summary>
    public int RepeatedBytes { get; init; }

    public override string ToString() => $"{Events.Count} events through {Through}";
}
