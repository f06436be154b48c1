namespace RealtimeCare.Hammer.World;

/// <summary>An account that a few clients share, each with a sign-in of its own.</summary>
internal sealed class Nurse(string userId, string userName)
{
    private int orphans;

    public string UserId => userId;

    public string UserName => userName;

    /// <summary>A sign-in whose answer never came may have made a session that counts against the most that a person may have.</summary>
    public void MayHaveSignedIn() => Interlocked.Increment(ref orphans);

    /// <summary>Whether a session that was replaced is explained by a lost answer.</summary>
    public bool ExplainsReplacement() => Interlocked.Decrement(ref orphans) >= 0;
}
