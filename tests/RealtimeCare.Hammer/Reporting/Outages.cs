namespace RealtimeCare.Hammer.Reporting;

/// <summary>How often the host went down, and how long it took until everything ran again.</summary>
internal sealed class Outages
{
    private readonly Lock gate = new();
    private readonly List<double> up = [];
    private readonly List<double> back = [];

    private int kills;

    public int Kills => kills;

    public void Killed() => Interlocked.Increment(ref kills);

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
