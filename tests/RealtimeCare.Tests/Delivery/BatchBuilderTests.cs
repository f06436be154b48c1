using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery;

public sealed class BatchBuilderTests
{
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

    private StreamTail? tail;

    private Subscription Following(string topic, bool keepTail = false)
    {
        if (!keepTail) tail = new StreamTail(Drafts.Stream, store, new TailBudget());
        tail!.Note(store.Head);
        var audience = AccessPolicy.Default.FindAudience("bedside-nurse");
        var permit = new Decision.Permit(audience, DateTimeOffset.MaxValue, [], "");
        return new Subscription(Guid.NewGuid(), Drafts.Stream, new AccessTarget(Drafts.Stream.Patient, [topic]), new Entitlement(permit, new FactRevisions(0, 0))) { Epoch = 1 };
    }

    private async Task<List<EventBatch>> DrainAsync(Subscription subscription, bool acknowledge)
    {
        List<EventBatch> batches = [];
        while (true)
        {
            var builder = new BatchBuilder(subscription, tail!, window);
            if (await builder.BuildAsync(CancellationToken.None) is not { } batch) return batches;
            builder.Commit(batch);
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
