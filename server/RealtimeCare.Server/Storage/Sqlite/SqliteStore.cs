namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>The one row in each database file that says what the file is.</summary>
internal static class SqliteStore
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS store (
            one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, epoch INTEGER NOT NULL, key_check BLOB NOT NULL) STRICT;
        """;

    private const string Add = "INSERT OR IGNORE INTO store (one, version, epoch, key_check) VALUES (1, 1, $0, $1)";

    /// <summary>Makes the tables that are missing, in one transaction.</summary>
    /// <exception cref="InvalidDataException">The file belongs to a newer version of this software, or to other keys.</exception>
    public static void Ensure(SqliteSession session, string tables, StorageKeys keys, DateTimeOffset now)
    {
        var keyCheck = keys.DeriveForLookup("key check");
        session.Execute("BEGIN IMMEDIATE");
        session.Execute(Table);
        session.Write(Add, now.ToUnixTimeMilliseconds(), keyCheck);
        session.Execute(tables);
        session.Execute("COMMIT");
        using var row = session.Read("SELECT version, key_check FROM store");
        if (!row.Read() || row.GetInt64(0) != 1) throw new InvalidDataException("A database belongs to another version of this software.");
        // With other keys everything in it would be unreadable, and what is new would mix with it.
        if (!row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(keyCheck))
            throw new InvalidDataException("The storage keys are not those of the database; put the right key file back.");
    }

    /// <summary>Adds a column that an older version of the file lacks.</summary>
    /// <param name="table">A constant of the store's schema.</param>
    /// <param name="column">Its name and type, a constant too.</param>
    public static void EnsureColumn(SqliteSession session, string table, string column)
    {
        using (var row = session.Read("SELECT 1 FROM pragma_table_info($0) WHERE name = $1", table, column.Split(' ')[0]))
            if (row.Read()) return;
        session.Execute($"ALTER TABLE {table} ADD COLUMN {column}");
    }

    /// <summary>Which life of the store it is: when it was made, in milliseconds.</summary>
    public static long ReadEpoch(SqliteSession session)
    {
        using var row = session.Read("SELECT epoch FROM store");
        return row.Read() ? row.GetInt64(0) : throw new InvalidDataException("A database has lost its description.");
    }
}
