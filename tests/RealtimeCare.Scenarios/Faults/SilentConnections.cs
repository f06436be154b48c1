using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>
/// Half-open connections: nothing comes through any more, and neither end is told. SignalR notices by its own clock, after 30 s
/// without a ping, and no other clock moves that one; so these take as long.
/// </summary>
public sealed class SilentConnections(SharedCare shared)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(75);

    private readonly TestCare care = shared.World;

    [Fact]
    public async Task Silence_is_noticed_and_nothing_is_missed()
    {
        await using var bed = await Bedside.OpenAsync(care);
        await using var ended = await Bedside.OpenAsync(care);

        bed.Edge.Swallow();
        ended.Edge.Swallow();
        await bed.PublishAsync(2);
        await ended.PublishAsync(2);
        await ended.EndAsync();
        await bed.App.UntilAsync("live", 2, Longest);
        await bed.ShowAsync(3);
        await ended.App.UntilAsync("signed out: Revoked", 1, Longest);
        await ended.App.UntilAsync("following ended: Revoked");

        Assert.Equal(
            """
            live
            heart rate 1
            stale
            heart rate 2
            live
            heart rate 3
            """,
            bed.App.Story);
        Assert.Equal(["live", "heart rate 1", "stale"], ended.App.Lines.Take(3));
        Assert.Equal(5, ended.App.Lines.Count);
    }
}
