using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery;

namespace RealtimeCare.Tests.Delivery;

public sealed class AckWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly AckWindow window = new();
    private readonly Guid first = Guid.NewGuid();
    private readonly Guid second = Guid.NewGuid();

    [Fact]
    public void An_acknowledgement_frees_what_it_covers_of_its_own_subscription_alone()
    {
        window.Add(Batch(first, 10), 1000, Now);
        window.Add(Batch(first, 20), 1000, Now);
        window.Add(Batch(second, 5), 1000, Now);

        window.Acknowledge(new Acknowledgement { SubscriptionId = first, Through = 15, StateThrough = 0 });

        Assert.Equal(RealtimeCareProtocol.MaxUnacknowledgedBytes - 2000, window.FreeBytes);
        Assert.Equal(RealtimeCareProtocol.MaxUnacknowledgedEvents - 2, window.FreeEvents);
    }

    [Fact]
    public void State_is_acknowledged_by_its_version()
    {
        window.Add(Batch(first, 0, stateThrough: 7), 1000, Now);

        window.Acknowledge(new Acknowledgement { SubscriptionId = first, Through = 0, StateThrough = 6 });
        Assert.False(window.IsEmpty);
        window.Acknowledge(new Acknowledgement { SubscriptionId = first, Through = 0, StateThrough = 7 });

        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void A_subscription_that_is_over_gives_its_room_back()
    {
        window.Add(Batch(first, 10), 1000, Now);
        window.Add(Batch(second, 10), 1000, Now);

        window.Forget(first);

        Assert.Equal(RealtimeCareProtocol.MaxUnacknowledgedBytes - 1000, window.FreeBytes);
    }

    [Fact]
    public void It_is_full_since_something_waited_first_and_until_room_is_given_back()
    {
        window.Add(Batch(first, 10), 1000, Now);
        window.Add(Batch(first, 20), 1000, Now.AddSeconds(5));
        var waits = window.TryWait(Now.AddSeconds(10), window.Releases);
        window.TryWait(Now.AddSeconds(20), window.Releases);
        var full = (window.OldestSentAt, window.FullSince);

        var first10 = window.Acknowledge(new Acknowledgement { SubscriptionId = first, Through = 10, StateThrough = 0 });
        var rest = window.Acknowledge(new Acknowledgement { SubscriptionId = first, Through = 20, StateThrough = 0 });

        Assert.Equal((true, true, false), (waits, first10, rest));
        Assert.Equal((Now, Now.AddSeconds(10)), full);
        Assert.Equal((null, null), (window.OldestSentAt, window.FullSince));
    }

    [Fact]
    public void What_looked_before_room_was_given_back_does_not_make_it_full()
    {
        window.Add(Batch(first, 10), 1000, Now);
        var seen = window.Releases;

        window.Forget(first);
        var waits = window.TryWait(Now, seen);

        Assert.False(waits);
        Assert.Null(window.FullSince);
    }

    private static EventBatch Batch(Guid subscription, long through, long stateThrough = 0) => new()
    {
        SubscriptionId = subscription,
        Epoch = 1,
        Previous = 0,
        Through = through,
        StateThrough = stateThrough,
        Events = [Event()],
    };

    private static CareEvent Event() => new()
    {
        EventId = Guid.NewGuid(),
        Offset = 1,
        Topic = "vitals",
        Class = EventClass.Durable,
        Severity = EventSeverity.Routine,
        PublishedAt = default,
        Resource = FhirJson.Parse("""{"resourceType":"Observation"}"""),
    };
}
