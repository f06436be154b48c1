using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Tests.Audit;

public sealed class TrailInMemory
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_keeps_entries_in_order_and_gives_receipts()
    {
        var trail = new MemoryAuditTrail();

        await trail.AppendAsync(TrailDesk.Some("one"), Token);
        var receipt = await trail.AppendAsync(TrailDesk.Some("two"), Token);

        Assert.Equal(1, receipt.Index);
        Assert.Equal(["one", "two"], trail.Entries.Select(entry => entry.Operation!));
    }

    [Fact]
    public async Task It_fails_as_often_as_it_is_told()
    {
        var trail = new MemoryAuditTrail();
        trail.FailNext(2);

        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some(), Token));
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some(), Token));
        await trail.AppendAsync(TrailDesk.Some(), Token);

        Assert.Single(trail.Entries);
    }

    [Fact]
    public async Task While_it_is_unavailable_its_clock_stands_still()
    {
        var time = new FakeTimeProvider();
        var trail = new MemoryAuditTrail(time) { IsUnavailable = true };
        var before = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some(), Token));

        Assert.Equal(before, trail.LastDurableAt);
        trail.IsUnavailable = false;
        Assert.Equal(time.GetUtcNow(), trail.LastDurableAt);
    }

    [Fact]
    public async Task It_says_when_an_entry_has_come()
    {
        var trail = new MemoryAuditTrail();

        var waiting = trail.WaitForAsync(entry => entry.Operation == "two", Token);
        await trail.AppendAsync(TrailDesk.Some("one"), Token);
        Assert.False(waiting.IsCompleted);
        await trail.AppendAsync(TrailDesk.Some("two"), Token);

        Assert.Equal("two", (await waiting).Operation);
    }
}
