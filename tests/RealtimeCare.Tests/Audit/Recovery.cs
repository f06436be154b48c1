using System.Runtime.Versioning;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Tests.Audit;

public sealed class Recovery
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_node_goes_on_where_its_last_receipt_was()
    {
        using var desk = new TrailDesk();
        await desk.CrashAfterAsync(5);

        await desk.WriteAsync(2);

        desk.AssertValid();
        Assert.Equal(2, desk.Segments.Count);
        Assert.Equal(10, desk.Verify().Entries);
    }

    [Fact]
    public async Task A_frame_torn_at_any_byte_is_left_behind_and_an_entry_says_so()
    {
        using var desk = new TrailDesk(segmentBytes: 8 << 10);
        await desk.CrashAfterAsync(3);
        var whole = SegmentBytes.Read(desk.Segment);
        var last = SegmentBytes.Frames(whole)[^1];

        for (var cut = last.Offset + 1; cut < last.End; cut++)
        {
            using var torn = Copy(desk, [.. whole[..cut], .. new byte[whole.Length - cut]]);
            Assert.Equal(ProblemKind.TornTail, Assert.Single(torn.Verify().Problems).Kind);

            await torn.WriteAsync(1);

            torn.AssertValid();
            var entries = torn.Entries();
            Assert.Equal([EntryKinds.LogRecovered, EntryKinds.LogOpened, EntryKinds.Invocation, EntryKinds.LogClosed], entries.Skip(3).Select(entry => entry["kind"]!));
            Assert.Equal("torn-tail", entries[3]["reason"]);
        }
    }

    [Fact]
    public async Task A_frame_with_a_sector_that_never_arrived_is_torn_too()
    {
        using var desk = new TrailDesk(segmentBytes: 64 << 10);
        var whole = await CrashWithALargeLastFrameAsync(desk);
        var last = SegmentBytes.Frames(whole)[^1];
        var firstSector = (last.Offset / 512) + 1;

        for (var sector = firstSector; (sector + 1) * 512 < last.End; sector++)
        {
            var bytes = whole.ToArray();
            bytes.AsSpan(sector * 512, 512).Clear();
            using var torn = Copy(desk, bytes);

            await torn.WriteAsync(1);

            torn.AssertValid();
        }
    }

    [Fact]
    public async Task A_segment_file_that_ends_inside_its_last_frame_is_torn_too()
    {
        using var desk = new TrailDesk();
        await desk.CrashAfterAsync(3);
        var whole = SegmentBytes.Read(desk.Segment);
        using var torn = Copy(desk, whole[..(SegmentBytes.Frames(whole)[^1].End - 7)]);

        await torn.WriteAsync(1);

        torn.AssertValid();
    }

    [Fact]
    public async Task A_last_frame_that_is_whole_but_changed_by_one_bit_keeps_the_trail_shut()
    {
        using var desk = new TrailDesk(segmentBytes: 8 << 10);
        await desk.CrashAfterAsync(3);
        var whole = SegmentBytes.Read(desk.Segment);
        var last = SegmentBytes.Frames(whole)[^1];

        var folder = new LogFolder(desk.Folder, "node");
        var key = TrailPublicKey.Parse(await File.ReadAllTextAsync(folder.PublicKey, Token));
        for (var bit = last.Offset * 8; bit < last.End * 8; bit++)
        {
            var bytes = whole.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            SegmentBytes.Replace(desk.Segment, bytes);

            var refusal = Assert.Throws<TrailDamagedException>(() => new LogRecovery(folder, key).Recover([1]));

            Assert.Equal((desk.Segment, last.Offset), (refusal.File, refusal.Offset));
        }

        await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);
    }

    [Fact]
    public async Task A_good_frame_behind_a_bad_one_keeps_the_trail_shut_and_the_message_says_where()
    {
        using var desk = new TrailDesk();
        await desk.CrashAfterAsync(3);
        var second = SegmentBytes.Frames(SegmentBytes.Read(desk.Segment))[1];
        SegmentBytes.Change(desk.Segment, bytes => bytes.AsSpan(second.Offset, second.Length).Clear());

        var refusal = await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);

        Assert.Contains($"{desk.Segment} at byte {second.Offset}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_segment_keeps_the_trail_shut()
    {
        using var desk = new TrailDesk();
        for (var run = 0; run < 3; run++)
            await desk.WriteAsync(1);
        File.Delete(desk.Segments[1]);

        await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);
    }

    [Fact]
    public async Task A_cut_end_of_an_earlier_segment_keeps_the_trail_shut()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(1);
        await desk.WriteAsync(1);
        SegmentBytes.Replace(desk.Segments[0], SegmentBytes.Read(desk.Segments[0])[..^1]);

        await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);
    }

    [Fact]
    public async Task A_log_whose_segments_were_all_removed_is_not_begun_again()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(1);
        File.Delete(desk.Segment);

        await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);
    }

    [Fact]
    public async Task A_log_without_its_signing_key_is_not_gone_on_with()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(1);
        File.Delete(Path.Combine(desk.Folder, "keys", "node.key"));

        await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);
    }

    [Fact]
    public async Task A_node_killed_before_its_first_segment_was_finished_begins_with_the_key_it_made()
    {
        using var desk = new TrailDesk();
        desk.Disk.FailAt(1, _ => 0);
        await Assert.ThrowsAsync<IOException>(desk.OpenAsync);

        await desk.WriteAsync(1);

        desk.AssertValid();
        Assert.Single(Directory.GetFiles(Path.Combine(desk.Folder, "keys"), "node.key*"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_key_that_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are those of Unix.");
        using var desk = new TrailDesk();
        await desk.WriteAsync(1);
        File.SetUnixFileMode(Path.Combine(desk.Folder, "keys", "node.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(desk.OpenAsync);

        Assert.Contains("0600", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Folders_and_private_keys_belong_to_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are those of Unix.");
        using var desk = new TrailDesk();
        await desk.WriteAsync(1);

        string[] paths = [desk.Folder, desk.LogFolder, Path.Combine(desk.Folder, "keys"), desk.Segment, .. Directory.GetFiles(desk.Folder, "*.key", SearchOption.AllDirectories)];
        Assert.Equal(6, paths.Length);
        Assert.All(paths, path => Assert.Equal(0, (int)File.GetUnixFileMode(path) & 0b111_111));
    }

    [Fact]
    public async Task A_second_writer_of_the_log_is_refused()
    {
        using var desk = new TrailDesk();
        await using var trail = await desk.OpenAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(desk.OpenAsync);
        await trail.AppendAsync(TrailDesk.Some(), Token);

        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
        desk.AssertValid();
    }

    [Fact]
    public async Task The_lock_is_given_back_when_the_trail_cannot_be_opened()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(1);
        var good = SegmentBytes.Read(desk.Segment);
        SegmentBytes.Change(desk.Segment, bytes => bytes[20] ^= 1);
        await Assert.ThrowsAsync<TrailDamagedException>(desk.OpenAsync);

        SegmentBytes.Replace(desk.Segment, good);
        await desk.WriteAsync(1);

        desk.AssertValid();
    }

    private static async Task<byte[]> CrashWithALargeLastFrameAsync(TrailDesk desk)
    {
        await using (var trail = await desk.OpenAsync())
        {
            desk.Disk.Hold();
            var waiting = Enumerable.Range(0, 60).Select(_ => trail.AppendAsync(TrailDesk.Some(), Token).AsTask()).ToArray();
            desk.Disk.Release();
            await Task.WhenAll(waiting);
            desk.Disk.Freeze();
        }

        desk.Disk.Thaw();
        return SegmentBytes.Read(desk.Segment);
    }

    private static TrailDesk Copy(TrailDesk desk, byte[] segment)
    {
        var copy = new TrailDesk(desk.Options.SegmentBytes);
        Directory.CreateDirectory(copy.LogFolder);
        SegmentBytes.CopyKeys(desk, copy);
        SegmentBytes.Replace(Path.Combine(copy.LogFolder, SegmentName.Of(1)), segment);
        return copy;
    }
}
