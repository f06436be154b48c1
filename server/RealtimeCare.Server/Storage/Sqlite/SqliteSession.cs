using Microsoft.Data.Sqlite;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Not for use by two threads at once.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = new(ReferenceEqualityComparer.Instance);

    private SqliteSession(SqliteConnection connection) => this.connection = connection;

    /// <summary>Opens the file for writing, and makes it when it is missing.</summary>
    public static SqliteSession OpenWriter(string path, int lockTimeoutSeconds)
    {
        var session = Open(path, SqliteOpenMode.ReadWriteCreate, lockTimeoutSeconds);
        session.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;");
        return session;
    }

    /// <summary>Opens the file for reading.</summary>
    public static SqliteSession OpenReader(string path, int lockTimeoutSeconds) =>
        Open(path, SqliteOpenMode.ReadOnly, lockTimeoutSeconds);

    private static SqliteSession Open(string path, SqliteOpenMode mode, int lockTimeoutSeconds)
    {
        // Our own pool keeps statements prepared; the provider's would throw them away.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = lockTimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that are not worth keeping prepared.</summary>
    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        Set(command, sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement with its parameters <c>$0</c>, <c>$1</c> … and gives the number of rows it changed.</summary>
    /// <param name="sql">A constant, by which the prepared statement is found again.</param>
    public int Write(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query with its parameters <c>$0</c>, <c>$1</c> … .</summary>
    /// <param name="sql">A constant, by which the prepared statement is found again.</param>
    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteReader();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in commands.Values) command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            Set(command, sql);
            for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
            commands.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

#pragma warning disable CA2100 // Every statement is a constant of a store in this folder; values are always parameters.
    private static void Set(SqliteCommand command, string sql) => command.CommandText = sql;
#pragma warning restore CA2100
}
