using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>The app has handled something.</summary>
/// <param name="SubscriptionId">The subscription of which it was.</param>
/// <param name="Through">Offset up to which everything was handled.</param>
/// <param name="StateThrough">State version up to which everything was handled.</param>
/// <param name="UrgentThrough">Offset up to which every urgent copy was handled.</param>
/// <param name="Events">How many events that were.</param>
/// <param name="Bytes">About how many bytes they had on the wire.</param>
/// <param name="IsUrgent">Whether it was an urgent copy: there is room for few, so the server hears of it at once.</param>
internal readonly record struct Handled(
    Guid SubscriptionId, long Through, long StateThrough, long UrgentThrough, int Events, int Bytes, bool IsUrgent = false)
{
    public Handled(Acknowledgement acknowledgement, int events, int bytes)
        : this(acknowledgement.SubscriptionId, acknowledgement.Through, acknowledgement.StateThrough, acknowledgement.UrgentThrough, events, bytes)
    {
    }

    /// <summary>What the server is told. Made when it is sent: of most events the server is never told by themselves.</summary>
    public Acknowledgement ToAcknowledgement() =>
        new() { SubscriptionId = SubscriptionId, Through = Through, StateThrough = StateThrough, UrgentThrough = UrgentThrough };
}
