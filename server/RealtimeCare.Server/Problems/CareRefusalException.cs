using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Problems;

/// <summary>A call is refused with a code. The audit filter records it and turns it into the coded answer.</summary>
public sealed class CareRefusalException(ErrorCode code, int? retryAfterMs = null) : Exception($"Refused: {code}.")
{
    /// <summary>Why.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>How long to wait before repeating, in milliseconds.</summary>
    public int? RetryAfterMs { get; } = retryAfterMs;
}
