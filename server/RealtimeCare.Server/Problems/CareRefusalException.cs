using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Problems;

/// <summary>A call is refused with a code. The audit filter records it and turns it into the coded answer.</summary>
public sealed class CareRefusalException(ErrorCode code, int? retryAfterMs = null) : Exception($"Refused: {code}.")
{
    /// <summary>How recent the sign-in must be, where a new one is asked for.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How many there are, where that is too many.</summary>
    public int? Count { get; init; }

    /// <summary>Why.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>How long to wait before repeating, in milliseconds.</summary>
    public int? RetryAfterMs { get; } = retryAfterMs;
}
