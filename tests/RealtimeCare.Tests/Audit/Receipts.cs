using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Tests.Audit;

public sealed class Receipts
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receipt_names_the_log_and_the_index_of_its_entry()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        var first = await trail.AppendAsync(TrailDesk.Some("one"), Token);
        var second = await trail.AppendAsync(TrailDesk.Some("two"), Token);

        Assert.Equal(new Receipt("node", 1), first);
        Assert.Equal("node/2", second.ToString());
        Assert.Equal("two", desk.Entries()[2]["operation"]);
    }

    [Fact]
    public async Task An_entry_is_on_the_disk_when_its_receipt_comes()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        var receipt = await trail.AppendAsync(TrailDesk.Some("kept"), Token);

        Assert.Equal("kept", desk.Entries()[(int)receipt.Index]["operation"]);
        desk.AssertValid();
    }

    [Fact]
    public async Task Entries_that_come_while_a_frame_is_written_share_the_next()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();
        var before = desk.Disk.Writes;

        desk.Disk.Hold();
        var waiting = Enumerable.Range(0, 100).Select(_ => trail.AppendAsync(TrailDesk.Some(), Token).AsTask()).ToArray();
        desk.Disk.Release();
        await Task.WhenAll(waiting);

        Assert.InRange(desk.Disk.Writes - before, 1, 2);
        Assert.Equal(101, desk.Verify().Entries);
    }

    [Fact]
    public async Task A_thousand_appends_from_32_tasks_each_get_their_own_index_in_order()
    {
        using var desk = new TrailDesk(segmentBytes: 64 << 10);
        await using var trail = await desk.OpenAsync();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 32).Select(task => AppendAsync(trail.AppendAsync, task, 32)));

        Assert.All(receipts, own => Assert.Equal(own.Order(), own));
        Assert.Equal(Enumerable.Range(1, 1024).Select(index => (long)index), receipts.SelectMany(own => own).Order());
        var entries = desk.Entries();
        for (var task = 0; task < 32; task++)
            Assert.All(receipts[task], index => Assert.Equal($"task.{task}", entries[(int)index]["operation"]));
    }

    [Fact]
    public async Task More_entries_than_a_frame_holds_go_into_the_next_frames()
    {
        using var desk = new TrailDesk(segmentBytes: 8 << 10);
        await using var trail = await desk.OpenAsync();

        desk.Disk.Hold();
        var waiting = Enumerable.Range(0, 300).Select(_ => trail.AppendAsync(TrailDesk.Some(), Token).AsTask()).ToArray();
        desk.Disk.Release();
        var receipts = await Task.WhenAll(waiting);

        Assert.Equal(300, receipts.Distinct().Count());
        Assert.True(desk.Segments.Count > 3);
        desk.AssertValid();
    }

    [Fact]
    public async Task A_log_can_be_verified_while_it_is_written()
    {
        using var desk = new TrailDesk(segmentBytes: 64 << 10);
        await using var trail = await desk.OpenAsync();

        var writing = AppendAsync(trail.AppendAsync, 0, 2000);
        do
            Assert.Empty(desk.Verify().Problems);
        while (!writing.IsCompleted);
        await writing;

        Assert.Equal(2001, desk.Verify().Entries);
    }

    [Fact]
    public async Task An_entry_that_is_too_long_hurts_only_its_own_caller()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await trail.AppendAsync(TrailDesk.Some(new string('x', 1025)), Token));
        var next = await trail.AppendAsync(TrailDesk.Some(), Token);

        Assert.Equal(1, next.Index);
    }

    [Fact]
    public async Task There_is_no_receipt_before_the_trail_is_open_nor_after_it_is_closed()
    {
        using var desk = new TrailDesk();
        var trail = desk.Make();

        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some(), Token));
        await trail.OpenAsync(Token);
        await trail.DisposeAsync();
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some(), Token));

        Assert.Equal([EntryKinds.LogOpened, EntryKinds.LogClosed], desk.Entries().Select(entry => entry["kind"]!));
    }

    private static async Task<long[]> AppendAsync(Func<Entry, CancellationToken, ValueTask<Receipt>> append, int task, int count)
    {
        await Task.Yield();
        var indices = new long[count];
        for (var at = 0; at < count; at++)
            indices[at] = (await append(TrailDesk.Some($"task.{task}"), Token)).Index;
        return indices;
    }
}
