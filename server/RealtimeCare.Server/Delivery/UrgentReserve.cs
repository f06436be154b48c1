using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Room for urgent copies beside the window, so that a critical event goes ahead also when the window is full. It is small: a reader
/// that takes nothing gets no more than that.
/// </summary>
/// <remarks>Used by the connection's pump and its acknowledgement stream; every member takes the lock.</remarks>
internal sealed class UrgentReserve
{
    private readonly Lock gate = new();
    private readonly List<SentCopy> sent = [];

    /// <summary>How many copies have room.</summary>
    public int FreeEvents
    {
        get { lock (gate) return RealtimeCareProtocol.MaxUrgentEvents - sent.Count; }
    }

    /// <summary>How many bytes have room.</summary>
    public int FreeBytes
    {
        get { lock (gate) return RealtimeCareProtocol.MaxUrgentBytes - sent.Sum(copy => copy.Bytes); }
    }

    public void Add(Guid subscription, long offset, int bytes)
    {
        lock (gate) sent.Add(new SentCopy(subscription, offset, bytes));
    }

    /// <summary>A copy was handled, or its event in its order; true when that gave room back.</summary>
    public bool Acknowledge(Acknowledgement acknowledgement)
    {
        var through = Math.Max(acknowledgement.Through, acknowledgement.UrgentThrough);
        lock (gate) return sent.RemoveAll(copy => copy.Subscription == acknowledgement.SubscriptionId && copy.Offset <= through) > 0;
    }

    /// <summary>A subscription that is over will not be acknowledged any more.</summary>
    public void Forget(Guid subscription)
    {
        lock (gate) sent.RemoveAll(copy => copy.Subscription == subscription);
    }

    private readonly record struct SentCopy(Guid Subscription, long Offset, int Bytes);
}
