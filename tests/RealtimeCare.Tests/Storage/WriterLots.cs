using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Storage;

/// <summary>Writes that keep their order also where one of them fails.</summary>
public sealed class WriterLots : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualResetEventSlim open = new();
    private readonly SqliteWriter writer;

    public WriterLots() =>
        writer = new SqliteWriter(() => SqliteStreamSchema.OpenWriter(Path.Combine(folder.Path, "lots.db"), 5), "writer of a test");

    [Fact]
    public async Task Behind_a_write_that_failed_none_of_its_lot_is_made_durable_and_others_are()
    {
        await WriteAsync(null, "CREATE TABLE written (name TEXT)");
        var lot = new AppendLot();

        // They wait together, so that they share a transaction first and are told apart after it.
        var held = writer.WriteAsync(_ => open.Wait(TimeSpan.FromSeconds(10), CancellationToken.None), CancellationToken.None).AsTask();
        Task<int>[] tasks =
        [
            WriteAsync(lot, "INSERT INTO written VALUES ('first')"),
            WriteAsync(lot, "INSERT INTO nowhere VALUES ('second')"),
            WriteAsync(lot, "INSERT INTO written VALUES ('third')"),
            WriteAsync(null, "INSERT INTO written VALUES ('alone')"),
        ];
        open.Set();
        await held;
        await Task.WhenAny(Task.WhenAll(tasks));
        var later = WriteAsync(lot, "INSERT INTO written VALUES ('fourth')");

        await Assert.ThrowsAsync<IOException>(() => later);
        Assert.Equal([true, false, false, true], tasks.Select(task => task.IsCompletedSuccessfully));
        Assert.Equal(["first", "alone"], await writer.WriteAsync(Names, CancellationToken.None));
    }

    public void Dispose()
    {
        writer.Dispose();
        open.Dispose();
        folder.Dispose();
    }

    private Task<int> WriteAsync(AppendLot? lot, string sql) =>
        writer.WriteAsync(session => session.Write(sql), lot, CancellationToken.None).AsTask();

    private static List<string> Names(SqliteSession session)
    {
        List<string> names = [];
        using var rows = session.Read("SELECT name FROM written ORDER BY rowid");
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }
}
