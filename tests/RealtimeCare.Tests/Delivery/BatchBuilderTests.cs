using System.Collections.Frozen;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery;

public sealed class BatchBuilderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly MemoryStreamStore store = new();
    private readonly AckWindow window = new();

    [Fact]
    public async Task A_backlog_arrives_whole_in_order_and_once_over_any_number_of_batches()
    {
        for (var i = 0; i < 2500; i++) store.Add();
        var subscription = Following("vitals");

        var batches = await DrainAsync(subscription, acknowledge: true);

        Assert.Equal(Enumerable.Range(1, 2500).Select(i => (long)i), batches.SelectMany(batch => batch.Events).Select(e => e.Offset));
        Assert.True(batches.Count < 100, "a backlog goes in full batches");
        AssertLinked(batches);
    }

    [Fact]
    public async Task Other_topics_are_passed_over_and_the_batches_stay_linked()
    {
        for (var i = 0; i < 300; i++) store.Add(i % 3 == 0 ? "vitals" : "labs");
        var subscription = Following("vitals");

        var batches = await DrainAsync(subscription, acknowledge: true);

        Assert.Equal(100, batches.Sum(batch => batch.Events.Count));
        Assert.All(batches.SelectMany(batch => batch.Events), e => Assert.Equal("vitals", e.Topic));
        AssertLinked(batches);
        Assert.Equal(300, subscription.Cursor);
    }

    [Fact]
    public async Task A_resource_that_the_audience_does_not_see_is_not_sent_at_all()
    {
        store.Add(type: "Consent");
        store.Add(type: "Observation");

        var batch = Assert.Single(await DrainAsync(Following("vitals"), acknowledge: true));

        Assert.Equal(2, Assert.Single(batch.Events).Offset);
    }

    [Fact]
    public async Task A_reader_that_does_not_acknowledge_gets_one_window_and_no_more()
    {
        for (var i = 0; i < 1000; i++) store.Add();
        var subscription = Following("vitals");

        var batches = await DrainAsync(subscription, acknowledge: false);

        Assert.InRange(batches.Sum(batch => batch.Events.Count), 1, RealtimeCareProtocol.MaxUnacknowledgedEvents);
        Assert.True(window.FreeEvents == 0 || window.FreeBytes < 1000);
    }

    [Fact]
    public async Task An_event_larger_than_the_window_still_goes_when_the_window_is_empty()
    {
        store.Add(padding: RealtimeCareProtocol.MaxUnacknowledgedBytes * 2);
        store.Add();
        var subscription = Following("vitals");

        var alone = Assert.Single(await DrainAsync(subscription, acknowledge: false));

        Assert.Equal(1, Assert.Single(alone.Events).Offset);
    }

    [Fact]
    public async Task An_event_larger_than_a_batch_goes_as_soon_as_the_window_has_room_for_it()
    {
        store.Add(padding: 10_000);
        store.Add(padding: 40_000);
        var subscription = Following("vitals");

        var batches = await DrainAsync(subscription, acknowledge: false);

        Assert.Equal([1L, 2L], batches.Select(batch => Assert.Single(batch.Events).Offset));
    }

    [Fact]
    public async Task Only_what_waits_for_much_room_says_so()
    {
        store.Add();
        store.Add(padding: RealtimeCareProtocol.MaxUnacknowledgedBytes);
        var subscription = Following("vitals");
        await DrainAsync(subscription, acknowledge: false);

        var builder = new BatchBuilder(subscription, window);
        await builder.BuildAsync(CancellationToken.None);

        Assert.True(builder.WaitsForMuch);
    }

    [Fact]
    public async Task Of_state_a_reader_gets_the_latest_per_key_and_never_an_older_one()
    {
        store.AddState("hr");
        store.AddState("spo2");
        store.AddState("hr");
        var subscription = Following("vitals");

        var first = Assert.Single(await DrainAsync(subscription, acknowledge: true));
        store.AddState("spo2");
        tail!.Note(store.Head);
        var second = Assert.Single(await DrainAsync(subscription, acknowledge: true));

        Assert.Equal([2L, 3L], first.Events.Select(e => e.StateVersion));
        Assert.Equal([4L], second.Events.Select(e => e.StateVersion));
    }

    [Fact]
    public async Task Followers_share_what_was_read_once()
    {
        for (var i = 0; i < 100; i++) store.Add();
        var nurse = Following("vitals");
        var other = Following("vitals", keepTail: true);

        await DrainAsync(nurse, acknowledge: true);
        var reads = store.Reads;
        await DrainAsync(other, acknowledge: true);

        Assert.Equal(reads, store.Reads);
    }

    [Fact]
    public async Task Behind_the_first_event_kept_nothing_is_sent_and_the_gap_is_told()
    {
        for (var i = 0; i < 10; i++) store.Add();
        var subscription = Following("vitals");
        await TrimAsync(4);

        var builder = new BatchBuilder(subscription, window);
        var batch = await builder.BuildAsync(CancellationToken.None);

        Assert.Null(batch);
        Assert.Equal(new Gap { From = 1, To = 4, Reason = GapReason.Retention }, builder.Gap);
    }

    [Fact]
    public async Task What_the_tail_had_in_memory_before_a_trim_is_not_served_after_it()
    {
        for (var i = 0; i < 10; i++) store.Add();
        await DrainAsync(Following("vitals"), acknowledge: true);
        var late = Following("vitals", keepTail: true);
        await TrimAsync(4);
        tail!.Trim(5);

        var builder = new BatchBuilder(late, window);
        var batch = await builder.BuildAsync(CancellationToken.None);

        Assert.Null(batch);
        Assert.Equal(4, builder.Gap?.To);
    }

    [Fact]
    public async Task A_whole_stream_that_is_gone_is_a_gap_and_its_end_is_none()
    {
        for (var i = 0; i < 3; i++) store.Add();
        var behind = Following("vitals");
        var current = Following("vitals", keepTail: true);
        current.Cursor = 3;
        await TrimAsync(3);

        var first = new BatchBuilder(behind, window);
        await first.BuildAsync(CancellationToken.None);
        var second = new BatchBuilder(current, window);
        await second.BuildAsync(CancellationToken.None);

        Assert.Equal(new Gap { From = 1, To = 3, Reason = GapReason.Retention }, first.Gap);
        Assert.Null(second.Gap);
    }

    [Fact]
    public async Task A_trim_while_a_slow_reader_is_under_way_ends_what_it_got_at_the_hole()
    {
        for (var i = 0; i < 700; i++) store.Add();
        var subscription = Following("vitals");
        var before = await DrainAsync(subscription, acknowledge: false);
        await TrimAsync(600);
        tail!.Trim(601);
        foreach (var batch in before)
            window.Acknowledge(new Acknowledgement { SubscriptionId = subscription.Id, Through = batch.Through, StateThrough = batch.StateThrough });

        var builder = new BatchBuilder(subscription, window);
        var next = await builder.BuildAsync(CancellationToken.None);

        Assert.Null(next);
        Assert.Equal((before[^1].Through + 1, 600L), (builder.Gap!.From, builder.Gap.To));
    }

    [Fact]
    public async Task A_state_that_was_trimmed_is_not_served_from_memory()
    {
        store.AddState("hr");
        store.AddState("spo2");
        await DrainAsync(Following("vitals"), acknowledge: true);
        store.RemoveState(1);
        tail!.Trim(1);

        var batch = Assert.Single(await DrainAsync(Following("vitals", keepTail: true), acknowledge: true));

        Assert.Equal([2L], batch.Events.Select(e => e.StateVersion));
    }

    [Fact]
    public async Task A_reader_that_keeps_something_waiting_is_noted_and_one_that_has_all_is_not()
    {
        for (var i = 0; i < 10; i++) store.Add();
        var current = Following("vitals");
        await DrainAsync(current, acknowledge: false);
        var before = window.FullSince;
        for (var i = 0; i < 1000; i++) store.Add();
        tail!.Note(store.Head);

        await DrainAsync(current, acknowledge: false);

        Assert.Equal((null, Now), (before, window.FullSince));
    }

    [Fact]
    public async Task Whoever_finds_no_room_while_some_is_given_back_looks_again()
    {
        for (var i = 0; i < 1000; i++) store.Add();
        var subscription = Following("vitals");
        var sent = await DrainAsync(subscription, acknowledge: false);
        var builder = new BatchBuilder(subscription, window);

        var none = await builder.BuildAsync(CancellationToken.None);
        window.Acknowledge(new Acknowledgement { SubscriptionId = subscription.Id, Through = sent[0].Through, StateThrough = 0 });
        builder.Commit(none, Now);

        Assert.Null(none);
        Assert.True(builder.HasRoomAgain, "nobody wakes the pump for room that came before it waited");
    }

    [Fact]
    public async Task An_event_that_does_not_fit_beside_what_is_unacknowledged_waits_and_is_noted()
    {
        store.Add();
        store.Add(padding: RealtimeCareProtocol.MaxUnacknowledgedBytes);

        await DrainAsync(Following("vitals"), acknowledge: false);

        Assert.Equal(Now, window.FullSince);
    }

    [Fact]
    public async Task States_that_are_gone_are_not_looked_for_again_and_again()
    {
        store.AddState("hr");
        store.RemoveState(1);
        var subscription = Following("vitals");

        var batches = await DrainAsync(subscription, acknowledge: true);

        Assert.Empty(batches);
        Assert.True(subscription.HasReadAll);
    }

    [Fact]
    public async Task What_may_have_been_delivered_before_is_marked_by_topic_and_state_never_is()
    {
        foreach (var topic in new[] { "vitals", "labs", "vitals", "vitals" }) store.Add(topic);
        store.AddState("hr");
        var subscription = Following("vitals", repeats: 3);

        var batch = Assert.Single(await DrainAsync(subscription, acknowledge: true));

        Assert.Equal([(1L, true), (3L, true), (4L, false), (0L, false)], batch.Events.Select(e => (e.Offset, e.Repeated)));
    }

    private async Task TrimAsync(int count) => await store.TrimAsync(Drafts.Stream.Tenant, DateTimeOffset.MaxValue, count, CancellationToken.None);

    private StreamTail? tail;

    private Subscription Following(string topic, bool keepTail = false, long repeats = 0)
    {
        if (!keepTail) tail = new StreamTail(Drafts.Stream, store, new TailBudget());
        tail!.Note(store.Head);
        var audience = AccessPolicy.Default.FindAudience("bedside-nurse");
        var permit = new Decision.Permit(audience, DateTimeOffset.MaxValue, [], "");
        return new Subscription(Guid.NewGuid(), Drafts.Stream, new AccessTarget(Drafts.Stream.Patient, [topic]), new Entitlement(permit, new FactRevisions(0, 0)))
        {
            Tail = tail, Epoch = 1, RepeatedThrough = repeats, Repeats = new Dictionary<string, long> { [topic] = repeats }.ToFrozenDictionary(),
        };
    }

    private async Task<List<EventBatch>> DrainAsync(Subscription subscription, bool acknowledge)
    {
        List<EventBatch> batches = [];
        while (true)
        {
            var builder = new BatchBuilder(subscription, window);
            var batch = await builder.BuildAsync(CancellationToken.None);
            builder.Commit(batch, Now);
            if (batch is null) return batches;
            batches.Add(batch);
            if (acknowledge)
                window.Acknowledge(new Acknowledgement { SubscriptionId = subscription.Id, Through = batch.Through, StateThrough = batch.StateThrough });
        }
    }

    private static void AssertLinked(List<EventBatch> batches)
    {
        for (var i = 1; i < batches.Count; i++) Assert.Equal(batches[i - 1].Through, batches[i].Previous);
    }
}
