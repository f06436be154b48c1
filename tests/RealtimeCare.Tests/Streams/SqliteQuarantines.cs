using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Tests.Streams;

/// <summary>A quarantine in SQLite.</summary>
public sealed class SqliteQuarantines : QuarantineContract
{
    private readonly TemporaryFolder folder = new();
    private SqliteQuarantineStore? open;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override IQuarantineStore Open()
    {
        open?.Dispose();
        var options = Options.Create(new StorageOptions { DataFolder = folder.Path, LockTimeoutSeconds = 1 });
        return open = new SqliteQuarantineStore(options, StorageKeys.Open(folder.Path), Clock);
    }

    [Fact]
    public async Task Nothing_that_a_publisher_wrote_stands_in_the_files_in_clear_nor_stays_after_it_was_removed()
    {
        var store = Open();
        var id = await store.KeepAsync(Refused("canary-key", "canary-text") with { Path = "canary.path" }, Limits, Token);
        var kept = ReadFiles();
        var content = Scalar("SELECT content FROM quarantine");

        await store.RemoveAsync(Monitor, id!.Value, null, Token);
        open!.Dispose();
        open = null;

        Assert.DoesNotContain("canary", kept, StringComparison.Ordinal);
        Assert.Contains(content, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(content, ReadFiles(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE quarantine SET content = (SELECT content FROM quarantine o WHERE o.cursor = 3 - quarantine.cursor) WHERE cursor < 3")]
    [InlineData("UPDATE quarantine SET code = 4002")]
    [InlineData("UPDATE quarantine SET refused_at = refused_at + 1")]
    [InlineData("UPDATE quarantine SET publisher = 'monitor' WHERE publisher = 'thief'")]
    [InlineData("UPDATE quarantine SET content = summary")]
    public async Task What_was_moved_or_told_another_reason_of_does_not_open(string tampering)
    {
        var store = Open();
        await store.KeepAsync(Refused("1", "a"), Limits, Token);
        await store.KeepAsync(Refused("2", "b"), Limits, Token);
        await store.KeepAsync(Refused("3", "c") with { Owner = Monitor with { Publisher = SubjectId.Parse("thief") } }, Limits, Token);
        var ids = (await store.ListAsync(Monitor, 0, 10, Token)).Select(r => r.Id).ToList();

        Execute(tampering);

        await Assert.ThrowsAsync<StreamStoreUnavailableException>(async () =>
        {
            await store.ListAsync(Monitor, 0, 10, Token);
            foreach (var id in ids) await store.FindAsync(Monitor, id, Token);
        });
    }

    [Fact]
    public async Task Each_tenants_refused_events_go_with_its_own_retention()
    {
        var store = Open();
        var south = Monitor with { Tenant = TenantId.Parse("south") };
        for (var i = 0; i < 300; i++) await store.KeepAsync(Refused($"{i}", "a"), Limits, Token);
        await store.KeepAsync(Refused("1", "a") with { Owner = south }, Limits, Token);
        var options = Options.Create(new StreamsOptions { RetentionDays = 7, TenantRetentionDays = new Dictionary<string, int> { ["south"] = 30 } });
        using var worker = new QuarantineWorker(store, options, Clock, NullLogger<QuarantineWorker>.Instance);

        Clock.Advance(TimeSpan.FromDays(8));
        await worker.RoundAsync(Token);

        Assert.Empty(await store.ListAsync(Monitor, 0, 10, Token));
        Assert.Single(await store.ListAsync(south, 0, 10, Token));
    }

    [Fact]
    public async Task A_file_from_before_the_first_refusal_was_known_is_trimmed_by_the_last()
    {
        await Open().KeepAsync(Refused("1", "a"), Limits, Token);
        open!.Dispose();
        open = null;
        Execute("DROP INDEX quarantine_by_first; ALTER TABLE quarantine DROP COLUMN first_refused_at; CREATE INDEX quarantine_by_age ON quarantine (tenant, refused_at)");
        Clock.Advance(TimeSpan.FromDays(1));

        var removed = await Open().TrimAsync(Monitor.Tenant, Clock.GetUtcNow(), 10, Token);

        Assert.Equal(1, removed);
    }

    public override void Dispose()
    {
        open?.Dispose();
        folder.Dispose();
    }

    private string ReadFiles() => string.Concat(Directory.GetFiles(Path.Combine(folder.Path, "db"), "quarantine*").Select(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }));

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private string Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return System.Text.Encoding.Latin1.GetString((byte[])command.ExecuteScalar()!);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "db", "quarantine.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
