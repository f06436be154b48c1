namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>How a follower is fed.</summary>
/// <param name="Events">How many events in all.</param>
/// <param name="PerMessage">Events of a batch; 0 sends each as a message of its own, without a batch, as the tutorials do.</param>
/// <param name="PerTick">Events of one burst.</param>
/// <param name="TickMs">Between two bursts; 0 sends as fast as it goes.</param>
internal sealed record FeedPlan(int Events, int PerMessage, int PerTick, int TickMs)
{
    /// <summary>The same for so long.</summary>
    public FeedPlan For(TimeSpan time)
    {
        var ticks = Math.Max(1, (int)(time.TotalMilliseconds / TickMs));
        return this with { Events = ticks * PerTick };
    }
}
