namespace RealtimeCare.Client.Connecting;

/// <summary>Full jitter: each wait is drawn evenly between nothing and an edge that doubles up to a cap, so that no herd forms.</summary>
internal sealed class Backoff(Func<double> draw)
{
    public static readonly TimeSpan Base = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a server is left alone because it asked for it: it may have meant milliseconds, or another date.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

#pragma warning disable CA5394 // Jitter is no secret.
    public static readonly Backoff Jittered = new(Random.Shared.NextDouble);
#pragma warning restore CA5394

    /// <summary>How long to wait before an attempt.</summary>
    /// <param name="attempt">0 for the first.</param>
    /// <param name="atLeast">What the server asked for, heeded up to an hour; as much again, at most one base interval, is added, so that its clients do not return as one.</param>
    public TimeSpan Next(int attempt, TimeSpan? atLeast = null)
    {
        if (atLeast is { } asked && asked > TimeSpan.Zero) return Min(LongestAsked, asked) + Min(Base, asked) * draw();
        var edge = attempt >= 5 ? Cap : Min(Cap, Base * (1 << attempt));
        return edge * draw();
    }

    /// <summary>When to renew a token of this remaining life: at 70 to 80 percent of it, and never without a pause.</summary>
    public TimeSpan RenewAfter(TimeSpan life) => life <= Base ? Base : life * (0.7 + 0.1 * draw());

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
