using CsCheck;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

public sealed class ReadPositions
{
    private static readonly Guid Subscription = Guid.NewGuid();

    [Fact]
    public void A_batch_that_follows_is_taken_whole()
    {
        var read = At(41);

        var fit = read.Take(Batch(41, 44, 42, 44), out var fresh);

        Assert.Equal(BatchFit.Next, fit);
        Assert.Equal([42, 44], fresh.Select(e => e.Offset));
        Assert.Equal(44, read.Position.Offset);
    }

    [Fact]
    public void Of_an_overlap_only_the_new_part_is_taken()
    {
        var read = At(44);

        read.Take(Batch(40, 46, 41, 44, 45), out var fresh);

        Assert.Equal([45], fresh.Select(e => e.Offset));
        Assert.Equal(46, read.Position.Offset);
    }

    [Fact]
    public void A_repeat_changes_nothing()
    {
        var read = At(44);

        var fit = read.Take(Batch(40, 43, 41, 42), out var fresh);

        Assert.Equal(BatchFit.Next, fit);
        Assert.Empty(fresh);
        Assert.Equal(44, read.Position.Offset);
    }

    [Fact]
    public void Of_a_batch_behind_a_gap_nothing_is_taken()
    {
        var read = At(41);

        var fit = read.Take(Batch(42, 44, 43) with { StateThrough = 9 }, out var fresh);

        Assert.Equal(BatchFit.Gap, fit);
        Assert.Empty(fresh);
        Assert.Equal((41, 0), (read.Position.Offset, read.State));
    }

    [Fact]
    public void Another_epoch_is_a_gap()
    {
        var read = At(41);

        Assert.Equal(BatchFit.Gap, read.Take(Batch(41, 42, 42) with { Epoch = 8 }, out _));
    }

    [Fact]
    public void State_events_are_new_by_their_version()
    {
        var read = At(5);
        read.Take(Batches.Of(Subscription, 5, 5, [Batches.State(3), Batches.State(4)], stateThrough: 4), out _);

        read.Take(Batches.Of(Subscription, 5, 5, [Batches.State(4), Batches.State(6)], stateThrough: 6), out var fresh);

        Assert.Equal([6], fresh.Select(e => e.StateVersion));
        Assert.Equal(6, read.State);
    }

    [Fact]
    public void Two_connections_mixed_in_any_way_give_each_event_once_and_in_order()
    {
        Gen.Select(Cuts, Cuts, Gen.Int[0, int.MaxValue]).Sample((left, right, seed) =>
        {
            var read = At(0);
            List<long> taken = [];
            var (a, b) = (new Queue<EventBatch>(left), new Queue<EventBatch>(right));
            var random = new Random(seed);
            while (a.Count + b.Count > 0)
            {
                var from = b.Count == 0 || (a.Count > 0 && random.Next(2) == 0) ? a : b;
                Assert.Equal(BatchFit.Next, read.Take(from.Dequeue(), out var fresh));
                taken.AddRange(fresh.Select(e => e.Offset));
            }

            Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), taken);
        });
    }

    /// <summary>The offsets 1 to 20, cut into batches anywhere.</summary>
    private static readonly Gen<EventBatch[]> Cuts = Gen.Bool.Array[19].Select(cuts =>
    {
        List<EventBatch> batches = [];
        var previous = 0;
        for (var i = 1; i <= 20; i++)
        {
            if (i < 20 && !cuts[i - 1]) continue;
            batches.Add(Batch(previous, i, [.. Enumerable.Range(previous + 1, i - previous).Select(o => (long)o)]));
            previous = i;
        }

        return batches.ToArray();
    });

    private static ReadPosition At(long offset)
    {
        var read = new ReadPosition();
        read.StartAt(new Position { Epoch = 7, Offset = offset });
        return read;
    }

    private static EventBatch Batch(long previous, long through, params long[] offsets) =>
        Batches.Of(Subscription, previous, through, [.. offsets.Select(Batches.Durable)]);
}
