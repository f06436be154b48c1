using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

public abstract partial class StreamContract
{
    // A publisher that makes up codes could make a snapshot, and the memory of every node that follows, as large as it likes.
    [Fact]
    public async Task A_publisher_has_only_so_many_state_values_in_a_stream_and_keeps_nobody_else_from_theirs()
    {
        var store = Open();
        await FillAsync(store, "monitor", IStreamStore.MostStatesOfPublisher);

        var refused = await store.AppendAsync(Drafts.State("one more", "code-more"), Token);
        var newer = await store.AppendAsync(Drafts.State("newer", "monitor-7", "b"), Token);
        var elsewhere = await store.AppendAsync(Drafts.State("elsewhere", "code-more", stream: Drafts.OtherStream), Token);
        var other = await store.AppendAsync(Drafts.State("other", "code-more") with { Publisher = SubjectId.Parse("ventilator") }, Token);

        Assert.IsType<AppendResult.Full>(refused);
        Assert.All([newer, elsewhere, other], one => Assert.IsType<AppendResult.Appended>(one));
        Assert.Equal(IStreamStore.MostStatesOfPublisher + 1, (await store.ReadStateAsync(Drafts.Stream, 0, Token)).Count);
    }

    [Fact]
    public async Task All_publishers_together_have_only_so_many_state_values_in_a_stream()
    {
        var store = Open();
        for (var number = 0; number < IStreamStore.MostStates / IStreamStore.MostStatesOfPublisher; number++)
            await FillAsync(store, $"device-{number}", IStreamStore.MostStatesOfPublisher);

        var refused = await store.AppendAsync(Drafts.State("one more", "code-more"), Token);

        Assert.IsType<AppendResult.Full>(refused);
        Assert.Equal(IStreamStore.MostStates, (await store.ReadStateAsync(Drafts.Stream, 0, Token)).Count);
    }

    [Fact]
    public async Task A_state_value_that_was_taken_back_makes_room_for_another_but_not_without_end()
    {
        var store = Open();
        var first = await FillAsync(store, "monitor", IStreamStore.MostStatesOfPublisher);

        await TakeBackAsync(store, first[0]);
        var another = await store.AppendAsync(Drafts.State("another", "code-another"), Token);
        var full = await store.AppendAsync(Drafts.State("full", "monitor-0", "again"), Token);
        foreach (var one in first.Skip(1)) await TakeBackAsync(store, one);
        var second = await FillAsync(store, "monitor", IStreamStore.MostStatesOfPublisher - 1, "second");
        await TakeBackAsync(store, second[0]);
        var endless = await store.AppendAsync(Drafts.State("endless", "code-endless"), Token);
        var revived = await store.AppendAsync(Drafts.State("revived", "monitor-0", "again"), Token);

        Assert.Equal([true, false, false, true], new[] { another, full, endless, revived }.Select(one => one is AppendResult.Appended));
        Assert.IsType<AppendResult.Full>(endless);
    }

    private static async Task<AppendResult.Appended[]> FillAsync(IStreamStore store, string publisher, int count, string prefix = "")
    {
        var results = await Task.WhenAll(Enumerable.Range(0, count).Select(code => store.AppendAsync(
            Drafts.State($"{prefix}{publisher}-{code}", $"{prefix}{publisher}-{code}") with { Publisher = SubjectId.Parse(publisher) }, Token).AsTask()));
        return [.. results.Cast<AppendResult.Appended>()];
    }

    private static async Task TakeBackAsync(IStreamStore store, AppendResult.Appended value)
    {
        var retraction = Drafts.State($"back-{value.EventId}", "", "") with
        {
            Relation = new EventRelation.Retracts(Drafts.PositionOf(value.Head, value.Head.StateVersion), RetractReason.WrongPatient),
            StateKey = null,
            Resource = default,
        };
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(retraction, Token));
    }
}
