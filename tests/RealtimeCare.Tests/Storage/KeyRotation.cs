using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Cli.Storage;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Storage;

/// <summary>Keys are added while a node runs: what is new takes the newest, what is old stays readable, what is looked up stays findable.</summary>
public sealed class KeyRotation : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryAuditTrail trail = new();
    private readonly List<SqliteStreamStore> stores = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(folder.Path, "keys", "storage.key");

    [Fact]
    public async Task A_new_key_is_used_for_what_is_new_and_the_old_one_still_reads()
    {
        var keys = StorageKeys.Open(folder.Path);
        var store = Open(keys);
        await store.AppendAsync(Drafts.Durable("1", "old"), Token);
        using var worker = Worker(keys);

        var id = new StorageKeyFile(folder.Path).Rotate();
        await SettleAsync(worker);
        await store.AppendAsync(Drafts.Durable("2", "new"), Token);
        var again = await store.AppendAsync(Drafts.Durable("1", "old"), Token);

        Assert.Equal((2, 2), (id, keys.CurrentId));
        Assert.Equal([(byte)1, (byte)2], PayloadKeys());
        Assert.IsType<AppendResult.Duplicate>(again);
        Assert.Equal(["old", "new"], Texts(await store.ReadAsync(Drafts.Stream, 0, 10, Token)));
        Assert.Equal(["old", "new"], Texts(await Open(StorageKeys.Open(folder.Path)).ReadAsync(Drafts.Stream, 0, 10, Token)));
        Assert.All(trail.Entries, e => Assert.Equal((EntryKinds.StorageKeysChanged, EntryOutcome.Success), (e.Kind, e.Outcome)));
        Assert.Equal([("key-in-use", 1L), ("key-added", 2L)], trail.Entries.Select(e => (e.Reason!, e.Count!.Value)));
    }

    [Fact]
    public async Task Hashes_that_are_looked_up_stay_the_same()
    {
        var keys = StorageKeys.Open(folder.Path);
        var before = new LookupHash(keys).Of(TenantId.Parse("north"), "publisher", "monitor", "key");
        using var worker = Worker(keys);

        new StorageKeyFile(folder.Path).Rotate();
        await SettleAsync(worker);

        Assert.Equal(before, new LookupHash(keys).Of(TenantId.Parse("north"), "publisher", "monitor", "key"));
        Assert.Equal(before, new LookupHash(StorageKeys.Open(folder.Path)).Of(TenantId.Parse("north"), "publisher", "monitor", "key"));
    }

    [Fact]
    public async Task What_a_missing_key_encrypted_is_refused_and_the_rest_is_read()
    {
        var keys = StorageKeys.Open(folder.Path);
        var store = Open(keys);
        await store.AppendAsync(Drafts.Durable("1", "a"), Token);
        using var worker = Worker(keys);
        new StorageKeyFile(folder.Path).Rotate();
        await SettleAsync(worker);
        await store.AppendAsync(Drafts.Durable("2", "b", Drafts.OtherStream), Token);
        store.Dispose();

        await File.WriteAllLinesAsync(KeyFile, (await File.ReadAllLinesAsync(KeyFile, Token))[..1], Token);
        var without = Open(StorageKeys.Open(folder.Path));

        Assert.Equal(["a"], Texts(await without.ReadAsync(Drafts.Stream, 0, 10, Token)));
        var refused = await Assert.ThrowsAsync<StreamStoreUnavailableException>(async () => await without.ReadAsync(Drafts.OtherStream, 0, 10, Token));
        Assert.Equal("Storage key 2 is missing.", refused.InnerException!.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 half a key")]
    [InlineData("2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_file_that_lacks_a_key_in_use_changes_nothing_and_is_in_the_book_once(string content)
    {
        var keys = StorageKeys.Open(folder.Path);
        var store = Open(keys);
        var right = await File.ReadAllTextAsync(KeyFile, Token);
        using var worker = Worker(keys);
        await SettleAsync(worker);

        await File.WriteAllTextAsync(KeyFile, content, Token);
        await SettleAsync(worker);
        await SettleAsync(worker);
        await store.AppendAsync(Drafts.Durable("1", "a"), Token);
        await File.WriteAllTextAsync(KeyFile, right, Token);
        new StorageKeyFile(folder.Path).Rotate();
        await SettleAsync(worker);

        Assert.Equal(2, keys.CurrentId);
        Assert.Equal(["a"], Texts(await store.ReadAsync(Drafts.Stream, 0, 10, Token)));
        Assert.Equal(["key-in-use", "keys-refused", "key-added"], trail.Entries.Select(e => e.Reason));
    }

    [Fact]
    public async Task No_key_is_used_that_the_book_does_not_know()
    {
        var keys = StorageKeys.Open(folder.Path);
        using var worker = Worker(keys);
        trail.IsUnavailable = true;

        new StorageKeyFile(folder.Path).Rotate();
        await SettleAsync(worker);
        var shut = keys.CurrentId;
        trail.IsUnavailable = false;
        await SettleAsync(worker);

        Assert.Equal((1, 2), (shut, keys.CurrentId));
    }

    [Fact]
    public async Task A_key_that_came_while_the_node_was_down_is_in_the_book_with_its_start()
    {
        StorageKeys.Open(folder.Path);
        new StorageKeyFile(folder.Path).Rotate();
        using var worker = Worker(StorageKeys.Open(folder.Path));
        trail.IsUnavailable = true;
        await SettleAsync(worker);
        trail.IsUnavailable = false;

        await SettleAsync(worker);

        var entry = Assert.Single(trail.Entries);
        Assert.Equal((EntryKinds.StorageKeysChanged, EntryOutcome.Success, "key-in-use", 2L), (entry.Kind, entry.Outcome, entry.Reason, entry.Count));
    }

    [Fact]
    public async Task A_key_that_cannot_be_made_durable_is_told_of_once_and_used_when_it_can()
    {
        var (keys, log, isBroken) = (StorageKeys.Open(folder.Path), new Alarms(), true);
        using var worker = new StorageKeysWorker(keys, trail, time, log) { Sync = _ => { if (isBroken) throw new UnauthorizedAccessException(); } };
        await SettleAsync(worker);

        new StorageKeyFile(folder.Path).Rotate();
        await SettleAsync(worker);
        await SettleAsync(worker);
        var broken = keys.CurrentId;
        isBroken = false;
        await SettleAsync(worker);

        Assert.Equal((1, 2), (broken, keys.CurrentId));
        Assert.Equal(1, log.Count);
        Assert.Equal(["key-in-use", "keys-unsynced", "key-added"], trail.Entries.Select(e => e.Reason));
    }

    [Fact]
    public void Only_the_files_own_account_adds_a_key()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give a file away, and only Linux is asked whose it is.");
        StorageKeys.Open(folder.Path);
        using (var giving = Process.Start("chown", ["12345", KeyFile])) giving.WaitForExit();

        var refused = Assert.Throws<CliException>(() => new StorageKeyFile(folder.Path).Rotate());

        Assert.Contains("belongs to another account", refused.Message, StringComparison.Ordinal);
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
        Assert.Single(File.ReadAllLines(KeyFile));
    }

    [Fact]
    public void The_files_mode_stays_as_it_is()
    {
        if (OperatingSystem.IsWindows()) return;
        StorageKeys.Open(folder.Path);
        const UnixFileMode alsoForTheBackup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(KeyFile, alsoForTheBackup);

        new StorageKeyFile(folder.Path).Rotate();

        Assert.Equal(alsoForTheBackup, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void The_file_stays_its_owners_alone_and_a_damaged_one_gets_no_key()
    {
        StorageKeys.Open(folder.Path);

        new StorageKeyFile(folder.Path).Rotate();
        var lines = File.ReadAllLines(KeyFile);
        foreach (var file in OperatingSystem.IsWindows() ? [] : Directory.GetFiles(Path.GetDirectoryName(KeyFile)!))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
        File.WriteAllText(KeyFile, "1 half");

        Assert.Equal(["1", "2"], lines.Select(line => line.Split(' ')[0]));
        Assert.Throws<CliException>(() => new StorageKeyFile(folder.Path).Rotate());
        Assert.Equal("1 half", File.ReadAllText(KeyFile));
    }

    [Fact]
    public void Two_that_add_a_key_at_once_do_not_lose_one()
    {
        StorageKeys.Open(folder.Path);
        using var other = new FileStream(KeyFile + ".lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);

        Assert.Throws<CliException>(() => new StorageKeyFile(folder.Path).Rotate());
        Assert.Single(File.ReadAllLines(KeyFile));
    }

    public void Dispose()
    {
        foreach (var store in stores) store.Dispose();
        folder.Dispose();
    }

    private sealed class Alarms : ILogger<StorageKeysWorker>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical) Count++;
        }
    }

    private static async Task SettleAsync(StorageKeysWorker worker)
    {
        await worker.LookAsync(Token);
        await worker.LookAsync(Token);
    }

    private StorageKeysWorker Worker(StorageKeys keys) => new(keys, trail, time, NullLogger<StorageKeysWorker>.Instance);

    private SqliteStreamStore Open(StorageKeys keys)
    {
        var options = Options.Create(new StorageOptions { DataFolder = folder.Path });
        stores.Add(new SqliteStreamStore(options, keys, new StreamHints(), time, NullLogger<SqliteStreamStore>.Instance));
        return stores[^1];
    }

    private IEnumerable<byte> PayloadKeys() => StoredPayloads.KeyIds(folder.Path);

    private static IEnumerable<string> Texts(IReadOnlyList<StoredEvent> events) =>
        events.Select(e => e.Resource.ToJson().Split("\"note\":\"")[1].TrimEnd('"', '}'));
}
