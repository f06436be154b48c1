using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>The events' table alone, in a file of its own, with as durable a commit.</summary>
internal sealed class BareTable : IDisposable
{
    private const int KeyBytes = 32;
    private readonly SqliteConnection connection;
    private long position;

    private BareTable(SqliteConnection connection) => this.connection = connection;

    /// <summary>Makes the table as the store's file has it, with its indexes.</summary>
    public static BareTable Like(string storeFile, string file)
    {
        using var store = Open(storeFile);
        using var find = store.CreateCommand();
        find.CommandText = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE tbl_name = 'events' AND sql IS NOT NULL ORDER BY type DESC)";
        var table = new BareTable(Open(file));
        table.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;");
        table.Execute((string)find.ExecuteScalar()!);
        return table;
    }

    /// <summary>So many rows in one transaction.</summary>
    public void Insert(int rows, ReadOnlySpan<byte> payload)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO events (stream_id, position, event_id, topic, severity, published_at, observed_at, payload, publisher_key) "
            + "VALUES (1, $position, $event, 'encounters', 0, 0, NULL, $payload, $key)";
        var place = insert.Parameters.Add("$position", SqliteType.Integer);
        var id = insert.Parameters.Add("$event", SqliteType.Blob);
        var key = insert.Parameters.Add("$key", SqliteType.Blob);
        insert.Parameters.Add("$payload", SqliteType.Blob).Value = payload.ToArray();
        for (var row = 0; row < rows; row++)
        {
            place.Value = ++position;
            id.Value = Guid.CreateVersion7().ToByteArray();
            key.Value = RandomNumberGenerator.GetBytes(KeyBytes);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose() => connection.Dispose();

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

#pragma warning disable CA2100 // The text is our own schema.
    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
#pragma warning restore CA2100
}
