namespace RealtimeCare.Client.Offline;

/// <summary>A call could not wait for a connection, or waited in vain: tell the person that it was not done.</summary>
public sealed class OfflineQueueException : Exception
{
    /// <summary>Makes one for a reason.</summary>
    public OfflineQueueException(OfflineQueueReason reason)
        : base(reason switch
        {
            OfflineQueueReason.Full => "Too much waits for a connection already.",
            OfflineQueueReason.Expired => "There was no connection in time.",
            _ => "What waited for a connection was dropped with the session.",
        }) => Reason = reason;

    /// <summary>Why.</summary>
    public OfflineQueueReason Reason { get; }
}

/// <summary>Why a call does not wait any more.</summary>
public enum OfflineQueueReason
{
    /// <summary>As many calls or bytes wait as may: it was not taken.</summary>
    Full,

    /// <summary>
    /// Its time was over. It was not done; only where a connection broke while it was being sent it may have been, without an answer.
    /// </summary>
    Expired,

    /// <summary>The session ended, the sign-in changed, or the client was disposed: what waited was erased.</summary>
    Purged,
}
