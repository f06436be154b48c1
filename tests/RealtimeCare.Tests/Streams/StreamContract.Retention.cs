using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>What every stream store must do about what is no longer kept.</summary>
public abstract partial class StreamContract
{
    [Fact]
    public async Task What_is_too_old_goes_from_the_front_and_offsets_go_on()
    {
        var store = Open();
        await AppendAsync(store, 1, 4);
        Clock.Advance(TimeSpan.FromDays(1));
        var cut = Clock.GetUtcNow();
        await AppendAsync(store, 5, 6);

        var first = await store.TrimAsync(Drafts.Stream.Tenant, cut, 3, Token);
        var halfway = await store.ReadFirstOffsetAsync(Drafts.Stream, Token);
        await TrimAllAsync(store, cut);
        var next = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("next"), Token);

        Assert.Equal((new TrimResult(3, HasMore: true), 4L), (first, halfway));
        Assert.Equal(5, await store.ReadFirstOffsetAsync(Drafts.Stream, Token));
        Assert.Equal([5L, 6L, 7L], (await store.ReadAsync(Drafts.Stream, 0, 10, Token)).Select(e => e.Offset));
        Assert.Equal(7, next.Head.Offset);
    }

    [Fact]
    public async Task A_stream_of_which_nothing_is_left_keeps_its_head_also_when_reopened()
    {
        var store = Open();
        await AppendAsync(store, 1, 3);
        Clock.Advance(TimeSpan.FromDays(1));

        await TrimAllAsync(store, Clock.GetUtcNow());
        var first = await store.ReadFirstOffsetAsync(Drafts.Stream, Token);
        var next = (AppendResult.Appended)await Open().AppendAsync(Drafts.Durable("next"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await TrimAllAsync(Open(), Clock.GetUtcNow());

        Assert.Equal((4L, 4L), (first, next.Head.Offset));
        Assert.Equal(5, await Open().ReadFirstOffsetAsync(Drafts.Stream, Token));
        Assert.Equal(4, (await Open().ReadHeadAsync(Drafts.Stream, Token)).Offset);
    }

    [Fact]
    public async Task An_event_appended_to_an_emptied_stream_of_an_open_store_ages_like_any_other()
    {
        var store = Open();
        await AppendAsync(store, 1, 1);
        Clock.Advance(TimeSpan.FromDays(1));
        await TrimAllAsync(store, Clock.GetUtcNow());

        await AppendAsync(store, 2, 2);
        Clock.Advance(TimeSpan.FromDays(1));
        await TrimAllAsync(store, Clock.GetUtcNow());

        Assert.Empty(await store.ReadAsync(Drafts.Stream, 0, 10, Token));
    }

    [Fact]
    public async Task A_state_that_was_replaced_meanwhile_stays_and_an_old_one_goes()
    {
        var store = Open();
        await store.AppendAsync(Drafts.State("1", "heart-rate", "60"), Token);
        await store.AppendAsync(Drafts.State("2", "spo2", "97"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var cut = Clock.GetUtcNow();
        await store.AppendAsync(Drafts.State("3", "heart-rate", "61"), Token);

        await TrimAllAsync(store, cut);
        var next = (AppendResult.Appended)await store.AppendAsync(Drafts.State("4", "spo2", "98"), Token);

        Assert.Equal(4, next.Head.StateVersion);
        Assert.Equal([(3L, "61"), (4L, "98")], (await store.ReadStateAsync(Drafts.Stream, 0, Token)).Select(s => (s.StateVersion, NoteOf(s))));
    }

    [Fact]
    public async Task A_key_is_remembered_as_long_as_its_event_is_kept()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("old"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var cut = Clock.GetUtcNow();
        await store.AppendAsync(Drafts.Durable("young"), Token);

        await TrimAllAsync(store, cut);

        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(Drafts.Durable("old"), Token));
        Assert.IsType<AppendResult.Duplicate>(await store.AppendAsync(Drafts.Durable("young"), Token));
    }

    [Fact]
    public async Task Trimming_one_tenant_touches_no_other()
    {
        var store = Open();
        var south = new StreamKey(TenantId.Parse("south"), Drafts.Stream.Patient);
        await store.AppendAsync(Drafts.Durable("1"), Token);
        await store.AppendAsync(Drafts.Durable("1", stream: Drafts.Stream with { IsRestricted = true }) with { IdempotencyKey = "2" }, Token);
        await store.AppendAsync(Drafts.Durable("1", stream: south), Token);
        Clock.Advance(TimeSpan.FromDays(1));

        await TrimAllAsync(store, Clock.GetUtcNow());

        Assert.Equal(["north", "south"], (await store.ReadTenantsAsync(Token)).Select(tenant => tenant.Value).Order());
        Assert.Empty(await store.ReadAsync(Drafts.Stream with { IsRestricted = true }, 0, 10, Token));
        Assert.Single(await store.ReadAsync(south, 0, 10, Token));
        Assert.IsType<AppendResult.Duplicate>(await store.AppendAsync(Drafts.Durable("1", stream: south), Token));
    }

    [Fact]
    public async Task Any_number_of_streams_is_trimmed_in_small_steps()
    {
        var store = Open();
        for (var i = 0; i < 150; i++)
            await store.AppendAsync(Drafts.Durable($"k{i}", stream: new StreamKey(Drafts.Stream.Tenant, PatientId.Parse($"p{i}"))), Token);
        Clock.Advance(TimeSpan.FromDays(1));

        var steps = await TrimAllAsync(store, Clock.GetUtcNow(), most: 50);

        Assert.Equal(150, steps.Sum(step => step.Removed));
        Assert.All(steps, step => Assert.InRange(step.Removed, 0, 50));
    }

    [Fact]
    public async Task An_event_that_is_gone_can_be_neither_corrected_nor_retracted()
    {
        var store = Open();
        var gone = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await TrimAllAsync(store, Clock.GetUtcNow());

        Assert.IsType<AppendResult.NoTarget>(await store.AppendAsync(Drafts.Retraction("2", gone.Head, 1), Token));
    }

    private static async Task AppendAsync(IStreamStore store, int from, int to)
    {
        for (var i = from; i <= to; i++) await store.AppendAsync(Drafts.Durable($"k{i}"), Token);
    }

    private static async Task<List<TrimResult>> TrimAllAsync(IStreamStore store, DateTimeOffset before, int most = 100)
    {
        List<TrimResult> steps = [];
        do steps.Add(await store.TrimAsync(Drafts.Stream.Tenant, before, most, Token));
        while (steps[^1].HasMore);
        return steps;
    }
}
