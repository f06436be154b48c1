using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Delivery.Receipts;

/// <summary>That an event became undelivered gets into the book, whatever comes between.</summary>
public sealed class UndeliveredInTheBook : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder folder = new();
    private readonly Book book = new();
    private readonly SqliteStreamStore streams;
    private readonly SqliteReceiptStore receipts;

    public UndeliveredInTheBook()
    {
        var keys = StorageKeys.Open(folder.Path);
        var options = Options.Create(new StorageOptions { DataFolder = folder.Path });
        streams = new SqliteStreamStore(options, keys, new StreamHints(), clock, NullLogger<SqliteStreamStore>.Instance);
        receipts = new SqliteReceiptStore(streams, keys, new OutcomeHints());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crash_between_the_change_and_the_entry_loses_no_entry()
    {
        await AppendAndPassAsync(1);
        await receipts.ExpireAsync(clock.GetUtcNow(), 10, Token);

        await RunUntilLeftAsync(0);

        var entry = Assert.Single(book.Written);
        Assert.Equal((EntryKinds.EventUndelivered, "patient-1", 1L), (entry.Kind, entry.Patient, entry.ThroughOffset));
    }

    [Fact]
    public async Task What_the_book_refused_is_written_later_and_what_it_took_is_not_repeated()
    {
        await AppendAndPassAsync(3);
        book.Refuses = entry => entry.ThroughOffset == 2;
        await receipts.ExpireAsync(clock.GetUtcNow(), 10, Token);

        await RunUntilLeftAsync(1);
        book.Refuses = _ => false;
        await RunUntilLeftAsync(0);

        Assert.Equal([1L, 2L, 3L], book.Written.Select(entry => entry.ThroughOffset!.Value).Order());
    }

    public void Dispose()
    {
        streams.Dispose();
        folder.Dispose();
    }

    private async Task AppendAndPassAsync(int events)
    {
        for (var i = 1; i <= events; i++)
            await streams.AppendAsync(Drafts.Durable($"{i}") with { AcknowledgeWithin = TimeSpan.FromMinutes(5) }, Token);
        clock.Advance(TimeSpan.FromMinutes(6));
    }

    /// <summary>Lets a worker run until so many events are left to be recorded.</summary>
    private async Task RunUntilLeftAsync(int left)
    {
        // Nobody is connected, so nobody is told.
        var administrators = new AdminSender(hub: null!, new ConnectionRegistry(), access: null!);
        using var worker = new UndeliveredWorker(
            receipts, new ReceiptBook(book, clock), administrators, clock, NullLogger<UndeliveredWorker>.Instance);
        using var patience = new CancellationTokenSource(Patience);
        await worker.StartAsync(Token);
        while ((await receipts.ReadUnrecordedAsync(10, Token)).Count != left)
        {
            patience.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await worker.StopAsync(Token);
    }

    private sealed class Book : IAuditTrail
    {
        private readonly Lock gate = new();
        private readonly List<Entry> written = [];

        public Func<Entry, bool> Refuses { get; set; } = _ => false;

        public DateTimeOffset LastDurableAt => DateTimeOffset.MaxValue;

        public IReadOnlyList<Entry> Written
        {
            get { lock (gate) return [.. written]; }
        }

        public ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
        {
            if (Refuses(entry)) throw new TrailUnavailableException("The disk is gone.");
            lock (gate) written.Add(entry);
            return ValueTask.FromResult(new Receipt("node", 0));
        }
    }
}
