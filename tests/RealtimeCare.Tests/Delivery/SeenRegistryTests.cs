using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Streams;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery;

public sealed class SeenRegistryTests
{
    private static readonly SeenKey Mine = new(SubjectId.Parse("nurse-1"), Drafts.Stream);
    private readonly MemorySeenStore store = new();
    private readonly SeenRegistry registry;

    public SeenRegistryTests() => registry = new SeenRegistry(store, new FakeTimeProvider());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_subscription_reached_is_known_before_it_is_saved()
    {
        var subscription = await FollowAsync();
        Acknowledge(subscription, 4, sent: 6);

        var entry = await registry.OpenAsync(Mine, Token);

        Assert.Equal(new SeenPosition("labs", 1, 4, 6, 6), entry.Find("labs"));
        Assert.Empty(await store.ReadAsync(Mine, Token));
    }

    [Fact]
    public async Task It_is_saved_once_and_nothing_more_without_news()
    {
        var subscription = await FollowAsync();
        Acknowledge(subscription, 4, sent: 6);
        await registry.SaveAsync(Token);
        var saved = await store.ReadAsync(Mine, Token);
        store.IsBroken = true;

        await registry.SaveAsync(Token);

        Assert.Equal(4, Assert.Single(saved).Acknowledged);
    }

    [Fact]
    public async Task What_could_not_be_saved_is_saved_later_also_when_nobody_follows_any_more()
    {
        var subscription = await FollowAsync();
        Acknowledge(subscription, 4, sent: 6);
        registry.Leave(subscription);
        store.IsBroken = true;
        await Assert.ThrowsAsync<StreamStoreUnavailableException>(() => registry.SaveAsync(Token));
        store.IsBroken = false;

        await registry.SaveAsync(Token);

        Assert.Equal(4, Assert.Single(await store.ReadAsync(Mine, Token)).Acknowledged);
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public async Task Memory_is_held_only_for_who_follows()
    {
        var one = await FollowAsync();
        var other = await FollowAsync();
        registry.Leave(one);
        await registry.SaveAsync(Token);
        var whileFollowed = registry.Count;
        registry.Leave(other);
        await registry.SaveAsync(Token);

        Assert.Equal((1, 0), (whileFollowed, registry.Count));
    }

    private async Task<Subscription> FollowAsync()
    {
        var entry = await registry.OpenAsync(Mine, Token);
        var permit = new Decision.Permit(AccessPolicy.Default.FindAudience("bedside-nurse"), DateTimeOffset.MaxValue, [], "");
        var subscription = new Subscription(
            Guid.NewGuid(), Drafts.Stream, new AccessTarget(Drafts.Stream.Patient, ["labs"]), new Entitlement(permit, new FactRevisions(0, 0))) 
        {
            Tail = new StreamTail(Drafts.Stream, new MemoryStreamStore(), new TailBudget()), Epoch = 1, Seen = entry,
        };
        entry.Follow(subscription);
        return subscription;
    }

    private static void Acknowledge(Subscription subscription, long through, long sent) =>
        (subscription.Sent, subscription.Handled) = (sent, through);
}
