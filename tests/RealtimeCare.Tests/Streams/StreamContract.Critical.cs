using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>What every stream store must do about events that are critical.</summary>
public abstract partial class StreamContract
{
    [Fact]
    public async Task Critical_events_are_found_among_any_number_of_others_in_order_and_no_more_than_asked_for()
    {
        var store = Open();
        for (var i = 1; i <= 40; i++) await store.AppendAsync(i % 10 == 0 ? Critical($"k{i}") : Drafts.Durable($"k{i}"), Token);
        await store.AppendAsync(Critical("other", Drafts.OtherStream), Token);
        await store.AppendAsync(Critical("restricted", Drafts.Stream with { IsRestricted = true }), Token);

        var all = await store.ReadCriticalAsync(Drafts.Stream, 0, 100, Token);
        var some = await store.ReadCriticalAsync(Drafts.Stream, 10, 2, Token);

        Assert.Equal([10L, 20L, 30L, 40L], all.Select(e => e.Offset));
        Assert.Equal([20L, 30L], some.Select(e => e.Offset));
        Assert.All(all, e => Assert.Equal((EventSeverity.Critical, false), (e.Severity, e.Resource.IsEmpty)));
        Assert.Empty(await store.ReadCriticalAsync(Drafts.Stream, 40, 100, Token));
    }

    [Fact]
    public async Task What_is_not_understood_by_itself_is_not_found_as_critical()
    {
        var store = Open();
        var taken = (AppendResult.Appended)await store.AppendAsync(Critical("1"), Token);
        var wrong = (AppendResult.Appended)await store.AppendAsync(Critical("2"), Token);
        await store.AppendAsync(Drafts.Retraction("3", taken.Head, 1) with { Severity = EventSeverity.Critical }, Token);
        await store.AppendAsync(Critical("4") with { Relation = new EventRelation.Corrects(Drafts.PositionOf(wrong.Head, 2)) }, Token);
        await store.AppendAsync(Drafts.State("5", "code") with { Severity = EventSeverity.Critical }, Token);

        var found = await store.ReadCriticalAsync(Drafts.Stream, 0, 100, Token);

        Assert.Equal([2L], found.Select(e => e.Offset));
    }

    [Fact]
    public async Task A_critical_event_that_is_no_longer_kept_is_not_found()
    {
        var store = Open();
        await store.AppendAsync(Critical("1"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var cut = Clock.GetUtcNow();
        await store.AppendAsync(Critical("2"), Token);

        await TrimAllAsync(store, cut);

        Assert.Equal([2L], (await Open().ReadCriticalAsync(Drafts.Stream, 0, 100, Token)).Select(e => e.Offset));
    }

    private static EventDraft Critical(string key, StreamKey? stream = null) =>
        Drafts.Durable(key, stream: stream) with { Severity = EventSeverity.Critical };
}
