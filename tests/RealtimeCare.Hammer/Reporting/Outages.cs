namespace RealtimeCare.Hammer.Reporting;

/// <summary>How often the host went down, and how long it took until everything ran again.</summary>
internal sealed class Outages
{
    private const double LostAnswerIsRecent = 60;

    private readonly Lock gate = new();
    private readonly List<double> up = [];
    private readonly List<double> back = [];

    private int kills;
    private int signInsLost;
    private long killedAt;

    public int Kills => kills;

    /// <summary>Sign-ins that ended because a kill took the answer of a refresh, and the next try came after the leeway for reuse.</summary>
    public int SignInsLost => signInsLost;

    public void Killed()
    {
        Volatile.Write(ref killedAt, Pause.Now);
        Interlocked.Increment(ref kills);
    }

    /// <summary>Whether a lost answer explains that a refresh token was used twice; counted when it does.</summary>
    public bool ExplainsLostSignIn()
    {
        if (Pause.SecondsSince(Volatile.Read(ref killedAt)) > LostAnswerIsRecent) return false;
        Interlocked.Increment(ref signInsLost);
        return true;
    }

    /// <summary>The host listens again, so many seconds after it went down.</summary>
    public void Up(double seconds)
    {
        lock (gate) up.Add(seconds);
    }

    /// <summary>Every client follows again, so many seconds after the host went down.</summary>
    public void Back(double seconds)
    {
        lock (gate) back.Add(seconds);
    }

    public Spread UpAfter()
    {
        lock (gate) return Spread.Of(up);
    }

    public Spread BackAfter()
    {
        lock (gate) return Spread.Of(back);
    }
}
