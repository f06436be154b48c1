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
}
