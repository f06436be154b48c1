using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>What every stream store must do about what is published twice, at once, or in the middle of a read.</summary>
public abstract partial class StreamContract
{
    [Fact]
    public async Task One_key_that_many_bring_at_once_is_taken_once_and_all_hear_the_same()
    {
        var store = Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await store.AppendAsync(Drafts.Durable("k"), Token))));

        var appended = Assert.Single(results.OfType<AppendResult.Appended>());
        Assert.Equal(31, results.Count(result => result.Equals(new AppendResult.Duplicate(appended.EventId, appended.Head))));
        Assert.Equal(1, (await store.ReadHeadAsync(Drafts.Stream, Token)).Offset);
    }

    [Fact]
    public async Task One_key_with_different_contents_at_once_is_taken_once_and_the_others_are_conflicts()
    {
        var store = Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await store.AppendAsync(Drafts.Durable("k", $"{i}"), Token))));

        Assert.Single(results.OfType<AppendResult.Appended>());
        Assert.Equal(15, results.OfType<AppendResult.Conflict>().Count());
        Assert.Single(await store.ReadAsync(Drafts.Stream, 0, 100, Token));
    }

    [Fact]
    public async Task A_key_means_one_event_whatever_class_or_stream_it_is_brought_for_again()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("durable", "a"), Token);
        await store.AppendAsync(Drafts.State("state", "code", "a"), Token);

        var results = new[]
        {
            await store.AppendAsync(Drafts.State("durable", "code", "b"), Token),
            await store.AppendAsync(Drafts.Durable("state", "b"), Token),
            await store.AppendAsync(Drafts.Durable("durable", "b", Drafts.OtherStream), Token),
        };

        Assert.All(results, result => Assert.IsType<AppendResult.Conflict>(result));
        Assert.Equal((1, 1), HeadOf(await store.ReadHeadAsync(Drafts.Stream, Token)));
        Assert.Equal((0, 0), HeadOf(await store.ReadHeadAsync(Drafts.OtherStream, Token)));
    }

    [Fact]
    public async Task The_key_of_a_state_that_was_replaced_is_still_known_and_brings_it_not_back()
    {
        var store = Open();
        var first = (AppendResult.Appended)await store.AppendAsync(Drafts.State("1", "code", "60"), Token);
        await store.AppendAsync(Drafts.State("2", "code", "61"), Token);

        var reopened = Open();
        var again = await reopened.AppendAsync(Drafts.State("1", "code", "60"), Token);

        Assert.Equal(new AppendResult.Duplicate(first.EventId, first.Head), again);
        Assert.Equal("61", NoteOf(Assert.Single(await reopened.ReadStateAsync(Drafts.Stream, 0, Token))));
    }

    [Fact]
    public async Task The_key_of_an_event_that_was_taken_back_is_still_known_and_brings_it_not_back()
    {
        var store = Open();
        var first = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1", "secret"), Token);
        await store.AppendAsync(Drafts.Retraction("2", first.Head, 1), Token);

        var again = await store.AppendAsync(Drafts.Durable("1", "secret"), Token);

        Assert.Equal(new AppendResult.Duplicate(first.EventId, first.Head), again);
        Assert.True((await store.ReadAsync(Drafts.Stream, 0, 1, Token))[0].IsRetracted);
    }

    [Fact]
    public async Task The_key_of_a_state_is_remembered_as_long_as_its_retention()
    {
        var store = Open();
        await store.AppendAsync(Drafts.State("old", "code", "60"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var cut = Clock.GetUtcNow();
        await store.AppendAsync(Drafts.State("young", "code", "61"), Token);

        await TrimAllAsync(store, cut);

        Assert.IsType<AppendResult.Duplicate>(await store.AppendAsync(Drafts.State("young", "code", "61"), Token));
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(Drafts.State("old", "code", "62"), Token));
    }

    [Fact]
    public async Task A_retraction_outlives_what_it_took_back_and_nothing_is_left_of_either_in_the_end()
    {
        var store = Open();
        var taken = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var cut = Clock.GetUtcNow();
        await store.AppendAsync(Drafts.Retraction("2", taken.Head, 1), Token);

        await TrimAllAsync(store, cut);
        var between = await store.ReadAsync(Drafts.Stream, 0, 10, Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await TrimAllAsync(store, Clock.GetUtcNow());

        Assert.Equal([(2L, 1L)], between.Select(e => (e.Offset, e.Retracts!.Value)));
        Assert.Equal((3L, 2L), (await store.ReadFirstOffsetAsync(Drafts.Stream, Token), (await store.ReadHeadAsync(Drafts.Stream, Token)).Offset));
    }

    [Fact]
    public async Task Who_reads_while_others_append_and_trim_sees_no_hole_and_never_more_than_the_head()
    {
        var store = Open();
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 300; i++)
            {
                if (i == 150) Clock.Advance(TimeSpan.FromDays(1));
                await store.AppendAsync(Drafts.Durable($"k{i}"), Token);
                if (i == 200) await TrimAllAsync(store, Clock.GetUtcNow(), most: 10);
            }
        }, Token);

        List<string> broken = [];
        while (!writing.IsCompleted)
        {
            var read = (await store.ReadAsync(Drafts.Stream, 0, 1000, Token)).Select(e => e.Offset).ToList();
            var head = await store.ReadHeadAsync(Drafts.Stream, Token);
            if (read.Count > 0 && read[^1] - read[0] + 1 != read.Count) broken.Add($"a hole in {read[0]} to {read[^1]}");
            if (read.Count > 0 && read[^1] > head.Offset) broken.Add($"{read[^1]} beyond {head.Offset}");
        }

        await writing;
        Assert.Empty(broken);
        Assert.Equal(300, (await store.ReadAsync(Drafts.Stream, 0, 1000, Token))[^1].Offset);
    }

    [Fact]
    public async Task A_read_from_beyond_the_head_is_empty_and_no_stream_is_made_by_reading()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("1"), Token);
        var unknown = new StreamKey(TenantId.Parse("nowhere"), Drafts.Stream.Patient);

        var beyond = await store.ReadAsync(Drafts.Stream, 1_000_000, 10, Token);
        var nobodys = await store.ReadAsync(unknown, 0, 10, Token);

        Assert.Empty(beyond);
        Assert.Empty(nobodys);
        Assert.Equal(["north"], (await store.ReadTenantsAsync(Token)).Select(tenant => tenant.Value));
    }

    [Fact]
    public async Task States_are_read_in_the_order_of_their_versions_also_when_an_old_key_is_renewed()
    {
        var store = Open();
        foreach (var (key, code) in new[] { ("1", "a"), ("2", "b"), ("3", "c"), ("4", "a"), ("5", "b") }) await store.AppendAsync(Drafts.State(key, code), Token);

        var states = await store.ReadStateAsync(Drafts.Stream, 0, Token);

        Assert.Equal([3L, 4L, 5L], states.Select(state => state.StateVersion));
    }
}
