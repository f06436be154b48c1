using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

public abstract partial class StreamContract
{
    // A publisher that makes up codes could make a snapshot, and the memory of every node that follows, as large as it likes.
    [Fact]
    public async Task A_stream_takes_only_so_many_state_values_and_goes_on_taking_new_ones_of_those()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, IStreamStore.MostStates).Select(code => store.AppendAsync(Drafts.State($"k{code}", $"code-{code}"), Token).AsTask()));

        var refused = await store.AppendAsync(Drafts.State("one more", "code-more"), Token);
        var newer = await store.AppendAsync(Drafts.State("newer", "code-7", "b"), Token);
        var elsewhere = await store.AppendAsync(Drafts.State("elsewhere", "code-more", stream: Drafts.OtherStream), Token);
        var states = await store.ReadStateAsync(Drafts.Stream, 0, Token);

        Assert.IsType<AppendResult.Full>(refused);
        Assert.IsType<AppendResult.Appended>(newer);
        Assert.IsType<AppendResult.Appended>(elsewhere);
        Assert.Equal(IStreamStore.MostStates, states.Count);
    }
}
