using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Tests.Streams.Receipts;

/// <summary>Receipts kept in SQLite, in the file of the streams.</summary>
public sealed class SqliteReceipts : ReceiptContract
{
    private readonly TemporaryFolder folder = new();
    private readonly OutcomeHints hints = new();
    private SqliteStreamStore? open;

    protected override (IStreamStore Streams, IReceiptStore Receipts) Open()
    {
        open?.Dispose();
        var options = Options.Create(new StorageOptions { DataFolder = folder.Path, LockTimeoutSeconds = 1 });
        var keys = StorageKeys.Open(folder.Path);
        open = new SqliteStreamStore(options, keys, new StreamHints(), Clock, NullLogger<SqliteStreamStore>.Instance);
        return (open, new SqliteReceiptStore(open, keys, hints));
    }

    [Fact]
    public async Task Who_waits_for_a_publishers_outcome_is_woken_after_it_can_be_read()
    {
        var (streams, receipts) = Open();
        var (north, monitor) = (Drafts.Stream.Tenant, SubjectId.Parse("monitor"));
        await streams.AppendAsync(Drafts.Durable("1") with { AcknowledgeWithin = TimeSpan.FromMinutes(5) }, Token);
        var own = hints.Join(north, monitor, 1)!;
        var other = hints.Join(north, SubjectId.Parse("lab"), 1)!;

        Assert.Null(hints.Join(north, monitor, 1));
        await receipts.NoteAsync([new DeliveryNote(Drafts.Stream, 1, SubjectId.Parse("anna"), Clock.GetUtcNow(), IsDelivered: true)], Token);

        Assert.Equal((true, false), (own.Task.IsCompleted, other.Task.IsCompleted));
        hints.Leave(north, monitor, own);
        Assert.NotNull(hints.Join(north, monitor, 1));
    }

    [Theory]
    [InlineData("UPDATE events SET acknowledge_by = acknowledge_by + 1")]
    [InlineData("UPDATE events SET acknowledge_by = NULL")]
    public async Task The_time_of_an_event_cannot_be_changed_unnoticed(string tampering)
    {
        var (streams, _) = Open();
        await streams.AppendAsync(Drafts.Durable("1") with { AcknowledgeWithin = TimeSpan.FromMinutes(5) }, Token);

        await ExecuteAsync(tampering);

        await Assert.ThrowsAsync<StreamStoreUnavailableException>(async () => await streams.ReadAsync(Drafts.Stream, 0, 10, Token));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "db", "streams.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of a test.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    protected override void Dispose(bool disposing)
    {
        open?.Dispose();
        folder.Dispose();
    }
}
