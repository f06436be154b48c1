using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Tests.Audit;

public sealed class Heartbeats
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_second_leaves_a_heartbeat()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        desk.Time.Advance(TimeSpan.FromSeconds(1));
        var next = await trail.AppendAsync(TrailDesk.Some(), Token);

        Assert.Equal(2, next.Index);
        Assert.Equal(EntryKinds.Heartbeat, desk.Entries()[1]["kind"]);
    }

    [Fact]
    public async Task An_entry_puts_the_heartbeat_off_until_a_second_after_it()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        desk.Time.Advance(TimeSpan.FromMilliseconds(600));
        await trail.AppendAsync(TrailDesk.Some(), Token);
        desk.Time.Advance(TimeSpan.FromMilliseconds(900));
        var early = await trail.AppendAsync(TrailDesk.Some(), Token);
        desk.Time.Advance(TimeSpan.FromMilliseconds(1000));
        var late = await trail.AppendAsync(TrailDesk.Some(), Token);

        Assert.Equal(2, early.Index);
        Assert.Equal(4, late.Index);
    }

    [Fact]
    public async Task The_time_of_the_last_durable_frame_moves_with_it_and_stands_still_when_writing_fails()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        desk.Time.Advance(TimeSpan.FromMilliseconds(300));
        await trail.AppendAsync(TrailDesk.Some(), Token);
        var good = trail.LastDurableAt;
        desk.Disk.FailAt(0, _ => 0);
        desk.Time.Advance(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some(), Token));

        Assert.Equal(TimeSpan.FromMilliseconds(300), desk.Time.GetUtcNow() - trail.LastDurableAt);
        Assert.Equal(good, trail.LastDurableAt);
    }
}
