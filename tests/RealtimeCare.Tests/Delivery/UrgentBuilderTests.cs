using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery;

/// <summary>Critical events go ahead of a backlog, and never more than the reserve holds.</summary>
public sealed class UrgentBuilderTests
{
    private readonly MemoryStreamStore store = new();
    private readonly AckWindow window = new();
    private readonly StreamTail tail;
    private readonly Subscription subscription;

    public UrgentBuilderTests()
    {
        tail = new StreamTail(Drafts.Stream, store, new TailBudget());
        var permit = new Decision.Permit(AccessPolicy.Default.FindAudience("bedside-nurse"), DateTimeOffset.MaxValue, [], "");
        subscription = new Subscription(
            Guid.NewGuid(), Drafts.Stream, new AccessTarget(Drafts.Stream.Patient, ["vitals"]), new Entitlement(permit, new FactRevisions(0, 0))) { Tail = tail, Epoch = 1, Sent = 2 };
    }

    [Fact]
    public async Task What_one_reader_has_seen_the_end_of_says_nothing_about_what_lies_further_back()
    {
        Add(4);
        AddCritical();
        Add(20);
        await tail.ReadCriticalAsync(10, 8, CancellationToken.None);

        Assert.False(tail.MayHoldCritical(10));
        Assert.True(tail.MayHoldCritical(2));
    }

    [Fact]
    public async Task Copies_go_ahead_in_order_and_move_nothing()
    {
        Add(10);
        AddCritical();
        Add(10);
        AddCritical();

        var batch = await BuildAsync(reached: 5);

        Assert.Equal([11L, 22L], batch!.Events.Select(e => e.Offset));
        Assert.Equal((2L, 2L), (batch.Previous, batch.Through));
        Assert.Equal((0L, 2L), (subscription.Cursor, subscription.Sent));
        Assert.Null(await BuildAsync(reached: 5));
    }

    [Fact]
    public async Task What_the_next_batch_brings_anyway_has_no_copy()
    {
        AddCritical();
        Add(5);

        Assert.Null(await BuildAsync(reached: 1));
    }

    [Fact]
    public async Task Another_topic_another_audience_and_what_was_taken_back_have_no_copy()
    {
        Add(1);
        AddCritical(topic: "labs");
        AddCritical(type: "Consent");
        AddCritical();
        AddCritical();
        store.Retract(4);

        var batch = await BuildAsync(reached: 0);

        Assert.Equal([5L], batch!.Events.Select(e => e.Offset));
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_gets_the_reserve_and_no_more()
    {
        for (var i = 0; i < 50; i++) AddCritical();

        var first = await BuildAsync(reached: 0);
        var second = await BuildAsync(reached: 0);
        window.Acknowledge(new Acknowledgement { SubscriptionId = subscription.Id, Through = 0, StateThrough = 0, UrgentThrough = 3 });
        var third = await BuildAsync(reached: 0);

        Assert.Equal(RealtimeCareProtocol.MaxUrgentEvents, first!.Events.Count);
        Assert.Null(second);
        Assert.Equal([9L, 10L, 11L], third!.Events.Select(e => e.Offset));
    }

    [Fact]
    public async Task The_reserve_is_bounded_in_bytes_and_a_large_event_goes_alone()
    {
        store.Add(severity: EventSeverity.Critical, padding: 5 * RealtimeCareProtocol.MaxUrgentBytes);
        store.Add(severity: EventSeverity.Critical, padding: 10_000);
        store.Add(severity: EventSeverity.Critical, padding: 10_000);
        tail.Note(store.Head);

        var alone = await BuildAsync(reached: 0);
        var full = await BuildAsync(reached: 0);
        window.Acknowledge(new Acknowledgement { SubscriptionId = subscription.Id, Through = 0, StateThrough = 0, UrgentThrough = 1 });
        var next = await BuildAsync(reached: 0);

        Assert.Equal([1L], alone!.Events.Select(e => e.Offset));
        Assert.Null(full);
        Assert.Equal([2L], next!.Events.Select(e => e.Offset));
    }

    [Fact]
    public async Task Reading_on_in_order_or_leaving_gives_the_reserve_back()
    {
        for (var i = 0; i < 8; i++) AddCritical();
        await BuildAsync(reached: 0);

        window.Acknowledge(new Acknowledgement { SubscriptionId = subscription.Id, Through = 6, StateThrough = 0 });
        var read = window.Urgent.FreeEvents;
        window.Forget(subscription.Id);

        Assert.Equal((6, 8), (read, window.Urgent.FreeEvents));
    }

    [Fact]
    public async Task Where_nothing_is_critical_the_store_is_asked_once()
    {
        Add(100);
        await BuildAsync(reached: 0);
        var reads = store.Reads;

        Add(100);
        var quiet = await BuildAsync(reached: 50);
        var readsLater = store.Reads;
        AddCritical();
        tail.NoteCritical(store.Head.Offset);
        var heard = await BuildAsync(reached: 50);

        Assert.Equal((null, reads), (quiet, readsLater));
        Assert.Equal([201L], heard!.Events.Select(e => e.Offset));
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++) store.Add();
        tail.Note(store.Head);
    }

    private void AddCritical(string topic = "vitals", string type = "Observation")
    {
        store.Add(topic, type, severity: EventSeverity.Critical);
        tail.Note(store.Head);
    }

    private async Task<EventBatch?> BuildAsync(long reached)
    {
        var builder = new UrgentBuilder(subscription, tail, window.Urgent);
        var batch = await builder.BuildAsync(reached, CancellationToken.None);
        builder.Commit();
        return batch;
    }
}
