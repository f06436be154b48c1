namespace RealtimeCare.Hammer;

/// <summary>Waiting, and the moments that are measured.</summary>
internal static class Pause
{
    /// <summary>Now, for differences alone.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public static double SecondsSince(long then) => TimeProvider.System.GetElapsedTime(then).TotalSeconds;

    /// <summary>Waits; false when it was called off.</summary>
    public static async Task<bool> ForAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        // A timer has no shorter period.
        using var timer = new PeriodicTimer(time.TotalMilliseconds < 1 ? TimeSpan.FromMilliseconds(1) : time, TimeProvider.System);
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until something holds; false when the patience ended before.</summary>
    public static async Task<bool> UntilAsync(Func<bool> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = Now;
        while (!holds())
            if (SecondsSince(since) > patience.TotalSeconds || !await ForAsync(TimeSpan.FromMilliseconds(50), cancellationToken)) return false;
        return true;
    }
}
