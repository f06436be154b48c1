namespace RealtimeCare.Benchmarks.Wire;

/// <summary>What one follower has received: how many events, and when, if somebody wants to know.</summary>
internal sealed class Tally
{
    private long[] arrivals = [];
    private long received;
    private long last;

    /// <summary>Events received.</summary>
    public long Received => Volatile.Read(ref received);

    /// <summary>The longest time without an event since <see cref="Watch"/>, as a timestamp's difference.</summary>
    public long LongestSilence { get; private set; }

    /// <summary>When each event arrived since <see cref="Watch"/>.</summary>
    public ReadOnlySpan<long> Arrivals => arrivals;

    /// <summary>Notes the next events' times, and silences from now on.</summary>
    public void Watch(int events)
    {
        arrivals = new long[events];
        received = 0;
        LongestSilence = 0;
        Volatile.Write(ref last, TimeProvider.System.GetTimestamp());
    }

    /// <summary>So many events came at once.</summary>
    public void Add(int events)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (arrivals.Length > 0)
        {
            for (var at = received; at < Math.Min(received + events, arrivals.Length); at++) arrivals[at] = now;
            LongestSilence = Math.Max(LongestSilence, now - last);
            last = now;
        }

        Volatile.Write(ref received, received + events);
    }
}
