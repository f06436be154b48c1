using Microsoft.Extensions.Logging.Abstractions;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery.Receipts;

public sealed class ReceiptWorkerTests
{
    [Fact]
    public async Task What_waits_when_the_node_stops_is_written_however_much_it_is()
    {
        const int Waiting = 5000;
        var store = new HeldReceipts();
        // Nothing is decided here.
        var outbox = new ReceiptOutbox(access: null!, TimeProvider.System, NullLogger<ReceiptOutbox>.Instance);
        using var worker = new ReceiptWorker(outbox, store, TimeProvider.System, NullLogger<ReceiptWorker>.Instance);
        var tracked = new TrackedSends(Drafts.Stream, SubjectId.Parse("anna"));
        for (var offset = 1; offset <= Waiting; offset++) tracked.Add(offset, isAhead: false, TimeProvider.System.GetUtcNow());
        outbox.Acknowledged(tracked, Waiting, aheadThrough: 0);

        await worker.StartAsync(TestContext.Current.CancellationToken);
        await store.Reached;
        var stopping = worker.StopAsync(TestContext.Current.CancellationToken);
        store.Release();
        await stopping;

        Assert.Equal(Waiting, store.Noted);
    }
}
