using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>Streams kept in SQLite.</summary>
public sealed class SqliteStreams : StreamContract
{
    private readonly TemporaryFolder folder = new();
    private readonly StreamHints hints = new();
    private SqliteStreamStore? open;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override IStreamStore Open()
    {
        open?.Dispose();
        var options = Options.Create(new StorageOptions { DataFolder = folder.Path, LockTimeoutSeconds = 1 });
        return open = new SqliteStreamStore(options, StorageKeys.Open(folder.Path), hints, Clock, NullLogger<SqliteStreamStore>.Instance);
    }

    [Fact]
    public async Task Every_append_is_hinted_after_it_can_be_read()
    {
        var store = Open();
        var heard = new List<(StreamKey Stream, StreamHead Head)>();
        using var listening = hints.Subscribe(hint => heard.Add((hint.Stream, hint.Head)));

        var first = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("1"), Token);
        listening.Dispose();
        await store.AppendAsync(Drafts.Durable("2"), Token);

        Assert.Equal([(Drafts.Stream, first.Head)], heard);
    }

    // A commit may fail for whoever waits for it and yet stand in the file: it is the repetition that finds it, and nobody was told.
    [Fact]
    public async Task What_is_published_again_is_hinted_again_with_all_that_there_was_to_tell()
    {
        var store = Open();
        var critical = Drafts.Durable("1") with { Severity = EventSeverity.Critical };
        var retraction = Drafts.Retraction("3", ((AppendResult.Appended)await store.AppendAsync(critical, Token)).Head, 2);
        await store.AppendAsync(Drafts.Durable("2"), Token);
        await store.AppendAsync(retraction, Token);
        await store.AppendAsync(Drafts.State("4", "code"), Token);
        var heard = new List<StreamHint>();
        // Opened anew the writer remembers no head.
        store = Open();
        using var listening = hints.Subscribe(heard.Add);

        foreach (var again in new[] { critical, Drafts.Durable("2"), retraction, Drafts.State("4", "code"), Drafts.Durable("1", "other") })
            Assert.IsNotType<AppendResult.Appended>(await store.AppendAsync(again, Token));

        var head = await store.ReadHeadAsync(Drafts.Stream, Token);
        var plain = new StreamHint(Drafts.Stream, head);
        Assert.Equal((3L, 1L), (head.Offset, head.StateVersion));
        Assert.Equal([plain with { Critical = 1 }, plain, plain with { Retracted = 2 }, plain, plain], heard);
    }

    [Fact]
    public async Task Nothing_of_a_patient_stands_in_the_files_in_clear()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("mrn-canary-key", "canary-text"), Token);
        await store.AppendAsync(Drafts.State("2", "canary-code", "canary-state"), Token);

        var text = ReadFiles();

        Assert.Contains("patient-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE events SET payload = (SELECT payload FROM events o WHERE o.position = 3 - events.position)")]
    [InlineData("UPDATE events SET position = position + 10")]
    [InlineData("UPDATE events SET severity = 0")]
    [InlineData("UPDATE streams SET subject = 'nobody' WHERE subject = 'patient-1'; UPDATE streams SET subject = 'patient-1' WHERE subject = 'patient-2'")]
    public async Task A_payload_that_was_moved_or_relabelled_does_not_open(string tampering)
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("1", "a"), Token);
        await store.AppendAsync(Drafts.Durable("2", "b"), Token);
        await store.AppendAsync(Drafts.Durable("3", "c", Drafts.OtherStream), Token);

        Execute(tampering);

        await Assert.ThrowsAsync<StreamStoreUnavailableException>(async () => await store.ReadAsync(Drafts.Stream, 0, 10, Token));
    }

    [Fact]
    public async Task A_failed_commit_acknowledges_nothing_and_the_next_batch_succeeds()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("before"), Token);
        // Breaks a rule that is only checked at the commit.
        Execute("CREATE TABLE broken (id INTEGER REFERENCES streams (stream_id) DEFERRABLE INITIALLY DEFERRED); "
            + "CREATE TRIGGER breaks AFTER INSERT ON events BEGIN INSERT INTO broken VALUES (-1); END");

        var failing = Enumerable.Range(0, 20).Select(i => store.AppendAsync(Drafts.Durable($"k{i}"), Token).AsTask()).ToList();
        foreach (var append in failing) await Assert.ThrowsAsync<StreamStoreUnavailableException>(() => append);
        Execute("DROP TRIGGER breaks");
        var next = await store.AppendAsync(Drafts.Durable("k0"), Token);

        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(next).Head.Offset);
        Assert.Equal([1L, 2L], (await store.ReadAsync(Drafts.Stream, 0, 10, Token)).Select(e => e.Offset));
    }

    [Fact]
    public async Task One_draft_that_cannot_be_written_does_not_fail_the_others()
    {
        var store = Open();
        Execute("CREATE TRIGGER poison BEFORE INSERT ON events WHEN NEW.topic = 'poison' BEGIN SELECT raise(FAIL, 'poison'); END");

        var appends = Enumerable.Range(0, 20)
            .Select(i => store.AppendAsync(Drafts.Durable($"k{i}") with { Topic = i == 7 ? "poison" : "labs" }, Token).AsTask()).ToList();
        await Task.WhenAll(appends).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.Equal([7], Enumerable.Range(0, 20).Where(i => appends[i].IsFaulted));
        Assert.Equal(Enumerable.Range(1, 19).Select(i => (long)i), (await store.ReadAsync(Drafts.Stream, 0, 100, Token)).Select(e => e.Offset));
    }

    [Fact]
    public async Task A_locked_file_refuses_and_recovers()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("before"), Token);

        using (var locker = Connect())
        {
            Execute(locker, "BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<StreamStoreUnavailableException>(async () => await store.AppendAsync(Drafts.Durable("k"), Token));
            Execute(locker, "ROLLBACK");
        }

        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await store.AppendAsync(Drafts.Durable("k"), Token)).Head.Offset);
    }

    [Fact]
    public async Task A_trim_is_hinted_with_the_first_offset_that_is_kept()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("1"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var heard = new List<StreamHint>();
        using var listening = hints.Subscribe(heard.Add);

        await store.TrimAsync(Drafts.Stream.Tenant, Clock.GetUtcNow(), 10, Token);

        var hint = Assert.Single(heard);
        Assert.Equal((Drafts.Stream, 1L, 2L), (hint.Stream, hint.Head.Offset, hint.FirstKept!.Value));
    }

    [Fact]
    public async Task What_was_retracted_or_trimmed_does_not_stay_in_free_pages()
    {
        var store = Open();
        await store.AppendAsync(Drafts.Durable("1"), Token);
        Clock.Advance(TimeSpan.FromDays(1));
        var payload = ReadPayload();

        await store.TrimAsync(Drafts.Stream.Tenant, Clock.GetUtcNow(), 10, Token);
        open!.Dispose();
        open = null;

        Assert.DoesNotContain(payload, ReadFiles(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_from_before_there_was_a_retention_is_trimmed_too()
    {
        await Open().AppendAsync(Drafts.Durable("1"), Token);
        open!.Dispose();
        open = null;
        Execute("DROP INDEX streams_by_age; DROP INDEX answers_by_age; ALTER TABLE streams DROP COLUMN oldest_at; ALTER TABLE answers DROP COLUMN tenant");
        Clock.Advance(TimeSpan.FromDays(1));

        var trimmed = await Open().TrimAsync(Drafts.Stream.Tenant, Clock.GetUtcNow(), 10, Token);

        Assert.Equal(1, trimmed.Removed);
        Assert.Equal(2, await open!.ReadFirstOffsetAsync(Drafts.Stream, Token));
    }

    [Fact]
    public async Task A_file_from_before_keys_stood_in_the_events_still_knows_what_was_published()
    {
        var first = (AppendResult.Appended)await Open().AppendAsync(Drafts.Durable("1"), Token);
        open!.Dispose();
        open = null;
        Execute(
            "INSERT INTO answers SELECT publisher_key, content, event_id, position, state_version, published_at, 'north' FROM events; "
            + "DROP INDEX events_by_key; ALTER TABLE events DROP COLUMN publisher_key; ALTER TABLE events DROP COLUMN content; "
            + "ALTER TABLE events DROP COLUMN state_version");

        var again = await Open().AppendAsync(Drafts.Durable("1"), Token);

        Assert.Equal(new AppendResult.Duplicate(first.EventId, first.Head), again);
    }

    [Fact]
    public async Task In_a_file_from_before_there_were_urgent_copies_critical_events_are_found_too()
    {
        await Open().AppendAsync(Drafts.Durable("1") with { Severity = EventSeverity.Critical }, Token);
        open!.Dispose();
        open = null;
        Execute("DROP INDEX events_critical");

        var found = await Open().ReadCriticalAsync(Drafts.Stream, 0, 10, Token);

        Assert.Equal([1L], found.Select(e => e.Offset));
    }

    [Fact]
    public async Task The_hint_of_a_critical_event_names_it_and_no_other_does()
    {
        var store = Open();
        var heard = new List<long?>();
        using var listening = hints.Subscribe(hint => heard.Add(hint.Critical));

        await store.AppendAsync(Drafts.Durable("1"), Token);
        var critical = (AppendResult.Appended)await store.AppendAsync(Drafts.Durable("2") with { Severity = EventSeverity.Critical }, Token);
        await store.AppendAsync(Drafts.State("3", "code") with { Severity = EventSeverity.Critical }, Token);
        await store.AppendAsync(Drafts.Retraction("4", critical.Head, 2) with { Severity = EventSeverity.Critical }, Token);

        Assert.Equal([null, 2L, null, null, null], heard);
    }

    [Fact]
    public async Task A_store_that_was_made_anew_has_another_epoch()
    {
        var before = await Open().ReadHeadAsync(Drafts.Stream, Token);
        open!.Dispose();
        open = null;
        Directory.Delete(Path.Combine(folder.Path, "db"), recursive: true);
        Clock.Advance(TimeSpan.FromSeconds(1));

        var after = await Open().ReadHeadAsync(Drafts.Stream, Token);

        Assert.NotEqual(before.Epoch, after.Epoch);
    }

    [Fact]
    public void A_database_does_not_open_with_other_keys()
    {
        Open();
        open!.Dispose();
        open = null;

        File.Delete(Path.Combine(folder.Path, "keys", "storage.key"));

        Assert.Throws<InvalidDataException>(Open);
    }

    [Fact]
    public void Only_the_owner_may_read_the_keys()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Open();

        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(folder.Path, "keys", "storage.key"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    public override void Dispose()
    {
        open?.Dispose();
        folder.Dispose();
    }

    private string ReadFiles() => string.Concat(Directory.GetFiles(Path.Combine(folder.Path, "db")).Select(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }));

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "db", "streams.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private string ReadPayload()
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload FROM events";
        return System.Text.Encoding.Latin1.GetString((byte[])command.ExecuteScalar()!);
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
