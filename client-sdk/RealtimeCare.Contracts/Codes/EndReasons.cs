namespace RealtimeCare.Contracts.Codes;

/// <summary>What an <see cref="EndReason"/> asks of a client.</summary>
public static class EndReasons
{
    /// <summary>Whether the session is over: stop, purge, and do not connect again with the same sign-in.</summary>
    public static bool EndsSession(this EndReason reason) => (int)reason is >= 3500 and < 4000;
}
