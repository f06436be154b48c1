using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client;

/// <summary>The session is over for good: purge what is kept, and ask the person to sign in again where the reason allows it.</summary>
public sealed class SessionEndedException : Exception
{
    /// <summary>Makes one for an ending.</summary>
    public SessionEndedException(EndReason reason, Exception? innerException = null)
        : base($"The session has ended: {reason}.", innerException) => Reason = reason;

    /// <summary>Why it ended.</summary>
    public EndReason Reason { get; }
}
