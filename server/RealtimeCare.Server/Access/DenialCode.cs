using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>What a denial is told by.</summary>
internal static class DenialCode
{
    /// <summary>A token that ended after it was let in asks for a new one; all else looks the same.</summary>
    public static ErrorCode Of(Decision decision) =>
        decision is Decision.Deny { Reason: "token" } ? ErrorCode.Unauthenticated : ErrorCode.Forbidden;
}
