using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

public sealed class Acknowledgements
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task The_latest_of_each_subscription_is_sent_at_once()
    {
        using var outbox = new AcknowledgementOutbox(256, 65_536, time);
        outbox.Post(Handled(One, 1));
        outbox.Post(Handled(One, 2));
        outbox.Post(Handled(Other, 9));
        outbox.Post(Handled(One, 3));
        time.Advance(AcknowledgementOutbox.LongestWait);

        Assert.Equal([(One, 3L), (Other, 9L)], await SentAsync(outbox));
    }

    [Fact]
    public async Task A_quarter_of_a_window_of_events_is_sent_at_once()
    {
        using var outbox = new AcknowledgementOutbox(8, 65_536, time);
        outbox.Post(Handled(One, 1));
        outbox.Post(Handled(One, 2));
        outbox.Post(Handled(One, 3));

        Assert.Equal([(One, 2L), (One, 3L)], await SentAsync(outbox));
    }

    [Fact]
    public async Task A_quarter_of_a_window_of_bytes_is_sent_at_once()
    {
        using var outbox = new AcknowledgementOutbox(256, 2000, time);
        outbox.Post(Handled(One, 1, bytes: 500));
        outbox.Post(Handled(One, 2));

        Assert.Equal([(One, 1L), (One, 2L)], await SentAsync(outbox));
    }

    [Fact]
    public async Task A_slow_apps_progress_is_sent_after_a_while()
    {
        using var outbox = new AcknowledgementOutbox(256, 65_536, time);
        outbox.Post(Handled(One, 1));
        time.Advance(AcknowledgementOutbox.LongestWait);
        outbox.Post(Handled(One, 2));

        Assert.Equal([(One, 1L), (One, 2L)], await SentAsync(outbox));
    }

    [Fact]
    public async Task Nothing_is_sent_after_the_end()
    {
        using var outbox = new AcknowledgementOutbox(256, 65_536, time);
        outbox.Dispose();
        outbox.Post(Handled(One, 1));

        Assert.Empty(await SentAsync(outbox));
    }

    private static async Task<List<(Guid, long)>> SentAsync(AcknowledgementOutbox outbox)
    {
        outbox.Dispose();
        List<(Guid, long)> sent = [];
        await foreach (var one in outbox.ReadAsync()) sent.Add((one.SubscriptionId, one.Through));
        return sent;
    }

    private static Handled Handled(Guid subscription, long through, int bytes = 1) =>
        new(new Acknowledgement { SubscriptionId = subscription, Through = through, StateThrough = 0 }, 1, bytes);
}
