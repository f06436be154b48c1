using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Tests.Audit;

public sealed class BitFlips
{
    private const int ZerosToTry = 64;

    private static readonly Entry Bare = new() { Kind = EntryKinds.Heartbeat, Outcome = EntryOutcome.Success, At = DateTimeOffset.UnixEpoch };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_single_flipped_bit_is_found()
    {
        using var desk = new TrailDesk(segmentBytes: 64 << 10);
        var bytes = await WriteAsync(desk);
        var key = TrailPublicKey.Parse(await File.ReadAllTextAsync(Path.Combine(desk.Folder, "keys", "node.pub"), Token));
        Assert.Empty(Problems(bytes, key));

        var missed = new System.Collections.Concurrent.ConcurrentBag<int>();
        Parallel.For(0, bytes.Length * 8, () => bytes.ToArray(), (bit, _, own) =>
        {
            own[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Problems(own, key).Count == 0)
                missed.Add(bit);
            own[bit / 8] ^= (byte)(1 << (bit % 8));
            return own;
        }, _ => { });

        Assert.Empty(missed);
    }

    [Fact]
    public async Task A_flipped_bit_is_found_where_it_is()
    {
        using var desk = new TrailDesk(segmentBytes: 8 << 10);
        for (var run = 0; run < 3; run++)
            await desk.WriteAsync(40);
        var random = new Random(7);

        foreach (var path in desk.Segments)
        {
            var good = SegmentBytes.Read(path);
            for (var round = 0; round < 30; round++)
            {
                var bit = random.Next(good.Length * 8);
                SegmentBytes.Change(path, bytes => bytes[bit / 8] ^= (byte)(1 << (bit % 8)));
                var problem = desk.Verify().Problems[0];
                SegmentBytes.Replace(path, good);

                var place = SegmentBytes.Frames(good).LastOrDefault(frame => frame.Offset <= bit / 8);
                Assert.Equal((path, (long)place.Offset), (problem.File, problem.Offset));
            }
        }

        desk.AssertValid();
    }

    /// <summary>A log as a killed node leaves it: 64 entries in few frames, and zeros behind them.</summary>
    private static async Task<byte[]> WriteAsync(TrailDesk desk)
    {
        await using (var trail = await desk.OpenAsync())
        {
            desk.Disk.Hold();
            var waiting = Enumerable.Range(0, 64).Select(at => trail.AppendAsync(at % 8 == 0 ? TrailDesk.Some() : Bare, Token).AsTask()).ToArray();
            desk.Disk.Release();
            await Task.WhenAll(waiting);
            desk.Disk.Freeze();
        }

        var bytes = SegmentBytes.Read(desk.Segment);
        return bytes[..(SegmentBytes.Frames(bytes)[^1].End + ZerosToTry)];
    }

    private static IReadOnlyList<VerificationProblem> Problems(byte[] segment, TrailPublicKey key)
    {
        var source = new LogSource("node", "", [new SegmentSource(1, "1", () => segment)], key, "");
        return new LogVerification(source, new TrailVerificationOptions { MostProblems = 1 }).Run().Problems;
    }
}
