using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Tests.Audit;

public sealed class WriteFailures
{
    /// <summary>O_SYNC of Linux.</summary>
    private const int Synchronous = 0x101000;

    private static readonly Dictionary<string, Func<int, int>> Parts = new(StringComparer.Ordinal)
    {
        ["nothing"] = _ => 0,
        ["half"] = length => length / 2,
        ["all but a byte"] = length => length - 1,
        ["everything"] = length => length,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> WhatReachedTheDisk => [.. Parts.Keys];

    [Theory]
    [MemberData(nameof(WhatReachedTheDisk))]
    public async Task Each_step_can_fail_once_and_no_acknowledged_entry_is_lost(string part)
    {
        for (var step = 0; ; step++)
        {
            using var desk = new TrailDesk(segmentBytes: 8 << 10);
            var acknowledged = await RunAsync(desk, step, Parts[part]);
            var steps = desk.Disk.Steps;
            desk.Disk.FailNoMore();

            // What failed last is cut off only when the node starts again.
            Assert.All(desk.Verify().Problems, problem => Assert.Equal(ProblemKind.TornTail, problem.Kind));
            await desk.WriteAsync(3);
            AssertAllThere(desk, acknowledged);
            if (steps <= step)
                break;
        }
    }

    /// <summary>Only a write that is itself synchronous reports that the disk failed; see SegmentDisk.</summary>
    [Fact]
    public void Every_write_to_a_segment_is_synchronous()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the open file's flags from /proc.");
        using var desk = new TrailDesk();
        var path = Path.Combine(desk.Folder, "segment");

        using var file = new SegmentDisk().Create(path, 4096);

        var descriptor = new DirectoryInfo("/proc/self/fd").EnumerateFiles().Single(open => open.LinkTarget == path).Name;
        var flags = File.ReadLines("/proc/self/fdinfo/" + descriptor).Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.Equal(Synchronous, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & Synchronous);
    }

    [Fact]
    public async Task Everybody_who_waits_is_refused_when_a_write_fails()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        desk.Disk.FailAt(0, _ => 0);
        desk.Disk.Hold();
        var waiting = Enumerable.Range(0, 20).Select(_ => trail.AppendAsync(TrailDesk.Some(), Token).AsTask()).ToArray();
        desk.Disk.Release();

        foreach (var append in waiting)
            await Assert.ThrowsAsync<TrailUnavailableException>(() => append);
    }

    [Fact]
    public async Task After_a_failure_the_trail_comes_back_by_itself_and_says_so()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();
        await trail.AppendAsync(TrailDesk.Some(), Token);

        desk.Disk.FailAt(0, length => length / 2);
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some("refused"), Token));
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some("refused"), Token));
        var back = await desk.AppendWhenBackAsync(trail);

        var entries = desk.Entries();
        Assert.Equal(2, desk.Segments.Count);
        Assert.Equal("after", entries[(int)back.Index]["operation"]);
        Assert.Equal((EntryKinds.LogRecovered, "write-failed"), (entries[2]["kind"], entries[2]["reason"]));
        Assert.DoesNotContain(entries, entry => entry["operation"] == "refused");
        desk.AssertValid();
    }

    [Fact]
    public async Task A_frame_that_got_to_the_disk_although_its_write_failed_does_not_fork_the_chain()
    {
        using var desk = new TrailDesk();
        await using (var trail = await desk.OpenAsync())
        {
            desk.Disk.FailAt(0, length => length);
            await Assert.ThrowsAsync<TrailUnavailableException>(async () => await trail.AppendAsync(TrailDesk.Some("refused"), Token));
            await desk.AppendWhenBackAsync(trail);
        }

        desk.AssertValid();
        Assert.DoesNotContain(desk.Entries(), entry => entry["operation"] == "refused");
    }

    [Fact]
    public async Task A_disk_that_hangs_refuses_after_the_stall_timeout_and_everything_is_good_when_it_answers()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        desk.Disk.Hold();
        var waiting = trail.AppendAsync(TrailDesk.Some("hanging"), Token).AsTask();
        while (!waiting.IsCompleted)
        {
            desk.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<TrailUnavailableException>(() => waiting);
        desk.Disk.Release();
        await desk.AppendWhenBackAsync(trail);
        desk.AssertValid();
        Assert.Contains(desk.Entries(), entry => entry["operation"] == "hanging");
    }

    private static async Task<Dictionary<long, string>> RunAsync(TrailDesk desk, int failAt, Func<int, int> written)
    {
        var acknowledged = new Dictionary<long, string>();
        desk.Disk.FailAt(failAt, written);
        await using var trail = await OpenAgainAsync(desk);
        for (var at = 0; at < 30; at++)
        {
            try
            {
                acknowledged.Add((await trail.AppendAsync(TrailDesk.Some($"entry.{at}"), Token)).Index, $"entry.{at}");
            }
            catch (TrailUnavailableException)
            {
                acknowledged.Add((await desk.AppendWhenBackAsync(trail)).Index, "after");
            }
        }

        return acknowledged;
    }

    private static async Task<FileAuditTrail> OpenAgainAsync(TrailDesk desk)
    {
        try
        {
            return await desk.OpenAsync();
        }
        catch (Exception failure) when (failure is IOException or TrailUnavailableException)
        {
            return await desk.OpenAsync();
        }
    }

    private static void AssertAllThere(TrailDesk desk, Dictionary<long, string> acknowledged)
    {
        desk.AssertValid();
        var entries = desk.Entries();
        Assert.All(acknowledged, entry => Assert.Equal(entry.Value, entries[(int)entry.Key]["operation"]));
    }
}
