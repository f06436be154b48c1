namespace RealtimeCare.Server.Limits;

/// <summary>Counts one connection's calls: those in flight, and those of a sliding window.</summary>
internal sealed class CallMeter
{
    private const int MaxInWindow = 100;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> calls = new();
    private int inFlight;

    /// <summary>False when so many are in flight already.</summary>
    public bool TryEnter(int max)
    {
        if (Interlocked.Increment(ref inFlight) <= max) return true;
        Interlocked.Decrement(ref inFlight);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);

    /// <summary>Counts a call; when the window is full, how long until the oldest call leaves it.</summary>
    public TimeSpan? WaitFor(DateTimeOffset now)
    {
        lock (gate)
        {
            while (calls.TryPeek(out var oldest) && now - oldest >= Window) calls.Dequeue();
            if (calls.Count >= MaxInWindow) return calls.Peek() + Window - now;
            calls.Enqueue(now);
            return null;
        }
    }
}
