using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Tests.Audit;

public sealed class Attacks
{
    [Fact]
    public async Task A_good_trail_is_good()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);
        await desk.WriteAsync(5);

        var report = desk.Verify();

        Assert.True(report.IsValid);
        Assert.Equal((2, 19L, 19L), (report.Segments, report.Frames, report.Entries));
        Assert.Equal(desk.Time.GetUtcNow(), report.FirstAt);
        Assert.Equal(18, Assert.Single(report.Logs).Head!.Index);
    }

    [Fact]
    public async Task A_dropped_frame_is_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);

        Rearrange(desk, frames => frames.Where((_, at) => at != 4));

        var problem = Only(desk, ProblemKind.FrameMissing);
        Assert.Equal((5L, 5L), (problem.Frame, problem.Index));
    }

    [Fact]
    public async Task A_dropped_first_frame_is_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);

        Rearrange(desk, frames => frames.Skip(1));

        Only(desk, ProblemKind.FrameMissing);
    }

    [Fact]
    public async Task A_duplicated_frame_is_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);

        Rearrange(desk, frames => [.. frames.Take(5), frames[4], .. frames.Skip(5)]);

        Has(desk, ProblemKind.FrameRepeated);
    }

    [Fact]
    public async Task Swapped_frames_are_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);

        Rearrange(desk, frames => [.. frames.Take(4), frames[5], frames[4], .. frames.Skip(6)]);

        Has(desk, ProblemKind.FrameMissing);
        Has(desk, ProblemKind.FrameRepeated);
    }

    [Fact]
    public async Task A_frame_spliced_in_from_another_log_of_the_same_key_is_found()
    {
        using var desk = new TrailDesk();
        using var other = new TrailDesk(log: "other");
        await desk.WriteAsync(10);
        UseKeyOf(desk, other);
        await other.WriteAsync(10);

        Splice(desk.Segment, SegmentBytes.Read(other.Segment), 4);

        Has(desk, ProblemKind.SignatureInvalid);
    }

    [Fact]
    public async Task A_frame_spliced_in_from_another_history_of_the_same_log_is_found()
    {
        using var desk = new TrailDesk();
        using var other = new TrailDesk();
        await desk.WriteAsync(10);
        UseKeyOf(desk, other);
        other.Time.Advance(TimeSpan.FromSeconds(0.1));
        await other.WriteAsync(10);

        Splice(desk.Segment, SegmentBytes.Read(other.Segment), 4);

        Assert.Equal([4L, 5L], desk.Verify().Problems.Select(problem => problem.Frame!.Value));
        Has(desk, ProblemKind.ChainBroken);
    }

    [Fact]
    public async Task A_log_signed_anew_with_another_key_is_found()
    {
        using var desk = new TrailDesk();
        using var forger = new TrailDesk();
        await desk.WriteAsync(10);
        await forger.WriteAsync(10);

        File.Copy(forger.Segment, desk.Segment, overwrite: true);

        Has(desk, ProblemKind.WrongKey);
    }

    [Fact]
    public async Task A_log_replaced_together_with_its_key_is_found_by_whoever_kept_the_key()
    {
        using var desk = new TrailDesk();
        using var forger = new TrailDesk();
        await desk.WriteAsync(10);
        await forger.WriteAsync(10);
        var kept = TrailPublicKey.Parse(await File.ReadAllTextAsync(Path.Combine(desk.Folder, "keys", "node.pub"), TestContext.Current.CancellationToken));

        var report = forger.Verify(new TrailVerificationOptions { PublicKey = kept });

        Assert.Contains(report.Problems, problem => problem.Kind == ProblemKind.WrongKey);
    }

    [Fact]
    public async Task Frames_without_a_signature_are_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);
        var frame = SegmentBytes.Frames(SegmentBytes.Read(desk.Segment))[6];

        SegmentBytes.Change(desk.Segment, bytes => bytes.AsSpan(frame.End - 68, 64).Clear());

        Assert.Equal(frame.Offset, Only(desk, ProblemKind.SignatureInvalid).Offset);
    }

    [Theory]
    [InlineData(0, ProblemKind.SegmentMissing)]
    [InlineData(1, ProblemKind.SegmentMissing)]
    public async Task A_deleted_segment_is_found(int which, ProblemKind kind)
    {
        using var desk = new TrailDesk();
        for (var run = 0; run < 3; run++)
            await desk.WriteAsync(3);

        File.Delete(desk.Segments[which]);

        Only(desk, kind);
    }

    [Fact]
    public async Task A_segment_of_another_log_is_found()
    {
        using var desk = new TrailDesk();
        using var other = new TrailDesk(log: "other");
        await desk.WriteAsync(3);
        UseKeyOf(desk, other);
        await other.WriteAsync(3);
        await other.WriteAsync(3);

        File.Copy(other.Segments[1], Path.Combine(desk.LogFolder, SegmentName.Of(2)));

        Has(desk, ProblemKind.ForeignSegment);
    }

    [Fact]
    public async Task A_file_that_calls_itself_a_segment_is_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(3);

        File.Copy(desk.Segment, Path.Combine(desk.LogFolder, "1.trail"));

        Has(desk, ProblemKind.ForeignSegment);
    }

    [Fact]
    public async Task The_end_of_a_segment_that_is_not_the_last_cannot_be_cut()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);
        await desk.WriteAsync(10);

        Rearrange(desk, frames => frames.SkipLast(1));

        Has(desk, ProblemKind.SegmentCut);
    }

    [Fact]
    public async Task Bytes_behind_the_end_of_a_segment_are_found()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(3);
        await desk.WriteAsync(3);

        SegmentBytes.Replace(desk.Segments[0], [.. SegmentBytes.Read(desk.Segments[0]), 0, 0, 1]);

        Only(desk, ProblemKind.BytesAfterEnd);
    }

    [Fact]
    public async Task A_cut_at_the_very_end_is_found_by_whoever_kept_the_head()
    {
        using var desk = new TrailDesk();
        var head = await desk.WriteAsync(10);
        var expectation = new TrailVerificationOptions { Expect = [head] };
        Assert.True(desk.Verify(expectation).IsValid);

        Rearrange(desk, frames => frames.SkipLast(2));

        Assert.True(desk.Verify().IsValid);
        Assert.Equal(ProblemKind.HeadMissing, Assert.Single(desk.Verify(expectation).Problems).Kind);
    }

    [Fact]
    public async Task A_log_begun_anew_with_its_own_key_is_found_by_whoever_kept_the_head()
    {
        using var desk = new TrailDesk();
        using var anew = new TrailDesk();
        var head = await desk.WriteAsync(10);
        UseKeyOf(desk, anew);
        anew.Time.Advance(TimeSpan.FromSeconds(0.1));
        await anew.WriteAsync(20);

        var report = anew.Verify(new TrailVerificationOptions { Expect = [head] });

        Assert.Equal(ProblemKind.HeadDiffers, Assert.Single(report.Problems).Kind);
    }

    [Fact]
    public async Task A_log_that_is_gone_is_missed_by_its_key()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(3);
        using var other = new TrailDesk(log: "other");
        await other.WriteAsync(3);
        File.Copy(Path.Combine(other.Folder, "keys", "other.pub"), Path.Combine(desk.Folder, "keys", "other.pub"));

        Assert.Equal("other", Only(desk, ProblemKind.NoLog).Log);
    }

    [Fact]
    public void An_absent_or_empty_trail_is_never_good()
    {
        using var desk = new TrailDesk();

        Assert.False(desk.Verify().IsValid);
        Only(desk, ProblemKind.NoLog);
        Assert.False(TrailVerifier.Verify(Path.Combine(desk.Folder, "absent")).IsValid);
        Assert.Throws<TrailDamagedException>(() => TrailVerifier.ReadEntries(desk.Folder).Count());
    }

    [Fact]
    public async Task Reading_stops_at_the_first_thing_that_is_wrong()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(10);
        Rearrange(desk, frames => frames.Where((_, at) => at != 4));

        using var entries = TrailVerifier.ReadEntries(desk.Folder).GetEnumerator();

        for (var at = 0; at < 4; at++)
            Assert.True(entries.MoveNext());
        Assert.Throws<TrailDamagedException>(() => entries.MoveNext());
    }

    private static VerificationProblem Only(TrailDesk desk, ProblemKind kind)
    {
        var problem = Assert.Single(desk.Verify().Problems);
        Assert.Equal(kind, problem.Kind);
        return problem;
    }

    private static void Has(TrailDesk desk, ProblemKind kind)
    {
        var report = desk.Verify();
        Assert.False(report.IsValid);
        Assert.Contains(report.Problems, problem => problem.Kind == kind);
    }

    private static void Rearrange(TrailDesk desk, Func<IReadOnlyList<SegmentBytes.Part>, IEnumerable<SegmentBytes.Part>> order)
    {
        var bytes = SegmentBytes.Read(desk.Segments[0]);
        SegmentBytes.Assemble(desk.Segments[0], bytes, order(SegmentBytes.Frames(bytes)));
    }

    private static void Splice(string path, byte[] other, int which)
    {
        var bytes = SegmentBytes.Read(path);
        var (own, foreign) = (SegmentBytes.Frames(bytes)[which], SegmentBytes.Frames(other)[which]);
        SegmentBytes.Replace(path, [.. bytes[..own.Offset], .. other[foreign.Offset..foreign.End], .. bytes[own.End..]]);
    }

    /// <summary>The other log is begun with the same key, as by somebody who has stolen it.</summary>
    private static void UseKeyOf(TrailDesk desk, TrailDesk other)
    {
        var keys = Directory.CreateDirectory(Path.Combine(other.Folder, "keys")).FullName;
        File.Copy(Path.Combine(desk.Folder, "keys", "node.key"), Path.Combine(keys, other.Options.Log + ".key.new"));
    }
}
