namespace RealtimeCare.Hammer.World;

/// <summary>An account that a few clients share, each with a sign-in of its own.</summary>
internal sealed class Nurse(string userId, string userName)
{
    private int orphans;
    private int forcing;
    private long forcedAt;

    public string UserId => userId;

    public string UserName => userName;

    /// <summary>A sign-in whose answer never came may have made a session that counts against the most that a person may have.</summary>
    public void MayHaveSignedIn() => Interlocked.Increment(ref orphans);

    /// <summary>Whether a session that was replaced is explained by a lost answer.</summary>
    public bool ExplainsReplacement() => Interlocked.Decrement(ref orphans) >= 0;

    /// <summary>An administrator ends one of the sessions: no earlier sign-in of the same person makes a new session then.</summary>
    public void BeginForcedEnd() => Interlocked.Increment(ref forcing);

    public void FinishForcedEnd()
    {
        Volatile.Write(ref forcedAt, Pause.Now);
        Interlocked.Decrement(ref forcing);
    }

    /// <summary>Whether an administrator may have ended a session after this moment. A sign-in counts by whole seconds, so one in the second of the end is refused too.</summary>
    public bool WasForcedSince(long moment) =>
        Volatile.Read(ref forcing) > 0 || TimeProvider.System.GetElapsedTime(Volatile.Read(ref forcedAt), moment) <= TimeSpan.FromSeconds(1);
}
