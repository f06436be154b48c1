namespace RealtimeCare.Client.Testing;

/// <summary>Waits until something is so, and names it when it does not come.</summary>
internal static class Waiting
{
    private const int LongestMs = 10_000;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Looks again and again; moves a clock in between where there is one.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what, Action<TimeSpan>? advance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isSo);
        var started = Environment.TickCount64;
        while (!isSo())
        {
            if (Environment.TickCount64 - started > LongestMs) throw new TimeoutException($"It did not come to {what} within ten seconds.");
            advance?.Invoke(Step);
            // What the clock has woken gets many turns before it moves on.
            for (var turn = 0; turn < 100 && !isSo(); turn++) await Task.Yield();
            if (!isSo()) await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }
    }
}
