using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>What every stream store must do, whatever it keeps the streams in.</summary>
public abstract partial class StreamContract : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The clock that the store lives by.</summary>
    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    /// <summary>Opens the store on the same data as before.</summary>
    protected abstract IStreamStore Open();

    [Fact]
    public async Task Offsets_start_at_one_and_have_no_gap()
    {
        var store = Open();

        for (var i = 1; i <= 5; i++)
        {
            var appended = Assert.IsType<AppendResult.Appended>(await store.AppendAsync(Drafts.Durable($"k{i}"), Token));
            Assert.Equal(i, appended.Head.Offset);
        }
        await store.AppendAsync(Drafts.Durable("other", stream: Drafts.OtherStream), Token);

        var events = await store.ReadAsync(Drafts.Stream, 0, 100, Token);
        Assert.Equal([1, 2, 3, 4, 5], events.Select(e => e.Offset));
    }

    [Fact]
    public async Task An_event_comes_back_as_it_was_appended()
    {
        var store = Open();
        var draft = Drafts.Durable("k", "1.0000000000000000000001 µg");

        var appended = (AppendResult.Appended)await store.AppendAsync(draft, Token);

        var stored = Assert.Single(await store.ReadAsync(Drafts.Stream, 0, 10, Token));
        Assert.Equal(appended.EventId, stored.EventId);
        Assert.Equal(draft.Resource, stored.Resource);
        Assert.Equal((draft.Topic, draft.Class, draft.Severity, draft.ObservedAt), (stored.Topic, stored.Class, stored.Severity, stored.ObservedAt));
        Assert.Equal(0, stored.StateVersion);
    }

    [Fact]
    public async Task The_same_key_and_content_gives_the_first_answer_again()
    {
        var store = Open();
        var first = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("k"), Token);
        await store.AppendAsync(Drafts.Durable("k2"), Token);

        var again = await store.AppendAsync(Drafts.Durable("k"), Token);

        Assert.Equal(new AppendResult.Duplicate(first.EventId, first.Head), again);
        Assert.Equal(2, (await store.ReadHeadAsync(Drafts.Stream, Token)).Offset);
    }

    [Fact]
    public async Task The_same_key_with_another_content_is_a_conflict()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("k", "a"), Token);

        var other = await store.AppendAsync(Drafts.Durable("k", "b"), Token);

        Assert.IsType<AppendResult.Conflict>(other);
        Assert.Equal(1, (await store.ReadHeadAsync(Drafts.Stream, Token)).Offset);
    }

    [Fact]
    public async Task Keys_of_publishers_and_tenants_do_not_meet()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("k", "a"), Token);

        var otherPublisher = await store.AppendAsync(Drafts.Durable("k", "b") with { Publisher = SubjectId.Parse("lab") }, Token);
        var south = new StreamKey(TenantId.Parse("south"), Drafts.Stream.Patient);
        var otherTenant = await store.AppendAsync(Drafts.Durable("k", "c", south), Token);

        Assert.IsType<AppendResult.Appended>(otherPublisher);
        Assert.Equal(1, Assert.IsType<AppendResult.Appended>(otherTenant).Head.Offset);
    }

    [Fact]
    public async Task A_patients_plain_and_restricted_stream_count_and_read_apart()
    {
        var store = Open();
        var restricted = Drafts.Stream with { IsRestricted = true };
        await store.AppendAsync(Drafts.Durable("1", "plain"), Token);
        await store.AppendAsync(Drafts.Durable("2", "secret", restricted), Token);
        await store.AppendAsync(Drafts.State("3", "code", "secret", restricted), Token);
        await store.AppendAsync(Drafts.Durable("4", "plain"), Token);

        Assert.Equal((2, 0), HeadOf(await store.ReadHeadAsync(Drafts.Stream, Token)));
        Assert.Equal((1, 1), HeadOf(await store.ReadHeadAsync(restricted, Token)));
        Assert.Equal([1L, 2L], (await store.ReadAsync(Drafts.Stream, 0, 10, Token)).Select(e => e.Offset));
        Assert.All(await store.ReadAsync(Drafts.Stream, 0, 10, Token), e => Assert.Contains("plain", e.Resource.ToJson(), StringComparison.Ordinal));
        Assert.Contains("secret", Assert.Single(await store.ReadAsync(restricted, 0, 10, Token)).Resource.ToJson(), StringComparison.Ordinal);
        Assert.Empty(await store.ReadStateAsync(Drafts.Stream, 0, Token));
    }

    [Fact]
    public async Task A_retracted_event_keeps_its_place_and_loses_its_payload()
    {
        var store = Open();
        var taken = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1", "secret"), Token);
        await store.AppendAsync(Drafts.Durable("2", "kept"), Token);

        var retraction = await store.AppendAsync(Drafts.Retraction("3", taken.Head, 1), Token);
        var events = await store.ReadAsync(Drafts.Stream, 0, 10, Token);

        Assert.Equal(3, Assert.IsType<AppendResult.Appended>(retraction).Head.Offset);
        Assert.Equal([(1L, true), (2L, false), (3L, false)], events.Select(e => (e.Offset, e.IsRetracted)));
        Assert.Equal((true, 1L, RetractReason.WrongPatient), (events[0].Resource.IsEmpty, events[2].Retracts, events[2].RetractReason));
        Assert.Contains("kept", events[1].Resource.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retracted_state_is_gone_from_the_latest_state()
    {
        var store = Open();
        var taken = (AppendResult.Appended)await store.AppendAsync(Drafts.State("1", "code", "secret"), Token);

        await store.AppendAsync(Drafts.Retraction("2", taken.Head, 1) with { Topic = "vitals", Class = EventClass.State }, Token);
        var state = Assert.Single(await store.ReadStateAsync(Drafts.Stream, 0, Token));

        Assert.Equal((2L, 1L), (state.StateVersion, state.Retracts));
        Assert.DoesNotContain("secret", state.Resource.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_names_what_it_takes_the_place_of()
    {
        var store = Open();
        var wrong = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1", "wrong"), Token);

        await store.AppendAsync(Drafts.Durable("2", "right") with { Relation = new EventRelation.Corrects(Drafts.PositionOf(wrong.Head, 1)) }, Token);
        var events = await store.ReadAsync(Drafts.Stream, 0, 10, Token);

        Assert.Equal([null, 1L], events.Select(e => e.Corrects));
        Assert.Contains("right", events[1].Resource.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_earlier_event_of_the_same_publisher_topic_and_class_is_taken_back_and_only_once()
    {
        var store = Open();
        var taken = ((AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1"), Token)).Head;
        await store.AppendAsync(Drafts.State("2", "code"), Token);
        EventDraft[] wrong =
        [
            Drafts.Retraction("a", taken, 2),
            Drafts.Retraction("b", taken, 0),
            Drafts.Retraction("c", taken, 1) with { Publisher = SubjectId.Parse("lab") },
            Drafts.Retraction("d", taken, 1) with { Topic = "vitals" },
            Drafts.Retraction("e", taken, 1) with { Stream = Drafts.OtherStream },
            Drafts.Retraction("f", taken with { Epoch = taken.Epoch + 1 }, 1),
            Drafts.Retraction("g", taken, 1) with { Class = EventClass.State },
        ];

        foreach (var draft in wrong) Assert.IsType<AppendResult.NoTarget>(await store.AppendAsync(draft, Token));
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(Drafts.Retraction("h", taken, 1), Token));
        Assert.IsType<AppendResult.Duplicate>(await store.AppendAsync(Drafts.Retraction("h", taken, 1), Token));
        Assert.IsType<AppendResult.NoTarget>(await store.AppendAsync(Drafts.Retraction("i", taken, 1), Token));
    }

    private static (long, long) HeadOf(StreamHead head) => (head.Offset, head.StateVersion);

    [Fact]
    public async Task Many_writers_at_once_leave_no_gap_and_no_repeat()
    {
        var store = Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            var offsets = new List<long>();
            for (var i = 0; i < 25; i++)
            {
                var result = await store.AppendAsync(Drafts.Durable($"{writer}/{i}"), Token);
                offsets.Add(((AppendResult.Appended)result).Head.Offset);
            }
            return offsets;
        })));

        Assert.All(results, offsets => Assert.Equal(offsets.Order(), offsets));
        Assert.Equal(Enumerable.Range(1, 800).Select(i => (long)i), results.SelectMany(o => o).Order());
        var events = await store.ReadAsync(Drafts.Stream, 0, 1000, Token);
        Assert.Equal(Enumerable.Range(1, 800).Select(i => (long)i), events.Select(e => e.Offset));
    }

    [Theory]
    [InlineData(0, 3, 1, 3)]
    [InlineData(4, 3, 5, 7)]
    [InlineData(9, 3, 10, 10)]
    [InlineData(10, 3, 11, 10)]
    public async Task A_read_gives_what_follows_and_no_more_than_asked_for(long after, int most, long first, long last)
    {
        var store = Open();
        for (var i = 1; i <= 10; i++) await store.AppendAsync(Drafts.Durable($"k{i}"), Token);

        var events = await store.ReadAsync(Drafts.Stream, after, most, Token);

        Assert.Equal(Enumerable.Range((int)first, (int)(last - first + 1)).Select(i => (long)i), events.Select(e => e.Offset));
    }

    [Fact]
    public async Task The_latest_state_of_each_key_wins()
    {
        var store = Open();
        await store.AppendAsync(Drafts.State("1", "heart-rate", "60"), Token);
        await store.AppendAsync(Drafts.State("2", "spo2", "97"), Token);
        await store.AppendAsync(Drafts.State("3", "heart-rate", "61"), Token);

        var states = await store.ReadStateAsync(Drafts.Stream, 0, Token);
        var newer = await store.ReadStateAsync(Drafts.Stream, 2, Token);

        Assert.Equal([(2L, "97"), (3L, "61")], states.Select(s => (s.StateVersion, NoteOf(s))));
        Assert.Equal([3L], newer.Select(s => s.StateVersion));
        Assert.Equal(2, states.Select(s => s.StateKey).Distinct().Count());
        Assert.All(states, s => Assert.Equal((0, EventClass.State), (s.Offset, s.Class)));
    }

    [Fact]
    public async Task State_takes_no_offset()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("1"), Token);

        var state = (AppendResult.Appended)await store.AppendAsync(Drafts.State("2", "spo2"), Token);
        var durable = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("3"), Token);

        Assert.Equal((1, 1), (state.Head.Offset, state.Head.StateVersion));
        Assert.Equal((2, 1), (durable.Head.Offset, durable.Head.StateVersion));
    }

    [Fact]
    public async Task A_reopened_store_has_everything_and_the_same_epoch()
    {
        var before = Open();
        await before.AppendAsync(Drafts.Durable("1"), Token);
        await before.AppendAsync(Drafts.State("2", "spo2"), Token);
        var head = await before.ReadHeadAsync(Drafts.Stream, Token);

        var after = Open();
        var next = await after.AppendAsync(Drafts.Durable("3"), Token);

        Assert.Equal(head with { Offset = 2 }, Assert.IsType<AppendResult.Appended>(next).Head);
        Assert.IsType<AppendResult.Duplicate>(await after.AppendAsync(Drafts.Durable("1"), Token));
        Assert.Single(await after.ReadStateAsync(Drafts.Stream, 0, Token));
    }

    [Fact]
    public async Task A_stream_without_events_is_empty()
    {
        var store = Open();

        var head = await store.ReadHeadAsync(Drafts.Stream, Token);

        Assert.Equal((0, 0), (head.Offset, head.StateVersion));
        Assert.True(head.Epoch > 0);
        Assert.Equal(1, await store.ReadFirstOffsetAsync(Drafts.Stream, Token));
        Assert.Empty(await store.ReadAsync(Drafts.Stream, 0, 10, Token));
    }

    public abstract void Dispose();

    private static string NoteOf(StoredEvent stored) => stored.Resource.ToDocument().RootElement.GetProperty("note").GetString()!;
}
