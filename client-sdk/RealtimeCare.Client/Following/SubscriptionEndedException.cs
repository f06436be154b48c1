namespace RealtimeCare.Client.Following;

/// <summary>Following one patient has ended, while the session lives on: drop what is kept of that patient.</summary>
public sealed class SubscriptionEndedException : Exception
{
    /// <summary>Makes one for an ending.</summary>
    public SubscriptionEndedException(SubscriptionEnd reason)
        : base($"The subscription has ended: {reason}.") => Reason = reason;

    /// <summary>Why it ended.</summary>
    public SubscriptionEnd Reason { get; }
}

/// <summary>Why following one patient ended.</summary>
public enum SubscriptionEnd
{
    /// <summary>It is no longer permitted: drop what is kept of this patient and do not ask again.</summary>
    AccessWithdrawn,

    /// <summary>The stream cannot be followed from here any more: drop what is kept and follow again from the start.</summary>
    ReloadRequired,
}
