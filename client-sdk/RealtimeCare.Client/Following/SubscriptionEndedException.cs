using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>Following one patient has ended, while the session lives on: drop what is kept of that patient.</summary>
public sealed class SubscriptionEndedException : Exception
{
    /// <summary>Makes one for an ending.</summary>
    public SubscriptionEndedException(SubscriptionEnd reason, Gap? gap = null)
        : base($"The subscription has ended: {reason}.") => (Reason, Gap) = (reason, gap);

    /// <summary>Why it ended.</summary>
    public SubscriptionEnd Reason { get; }

    /// <summary>What was missed, with <see cref="SubscriptionEnd.ReloadRequired"/>; null when it is not known.</summary>
    public Gap? Gap { get; }
}

/// <summary>Why following one patient ended.</summary>
public enum SubscriptionEnd
{
    /// <summary>It is no longer permitted: drop what is kept of this patient and do not ask again.</summary>
    AccessWithdrawn,

    /// <summary>The stream cannot be followed from here any more: drop what is kept and follow again from the start.</summary>
    ReloadRequired,
}
