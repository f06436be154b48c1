using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RealtimeCare.Identity.Storage;

/// <summary>
/// Creates the tables by numbered SQL files (<c>Schema/0001.sql</c>, …), each in one transaction; <c>PRAGMA user_version</c> says
/// how far a file has come.
/// </summary>
/// <remarks>
/// Not <c>EnsureCreated</c>, which cannot change a file that exists, and not EF migrations, which cost a second of every start.
/// A test holds the SQL against the model.
/// </remarks>
internal static class IdentitySchema
{
    private const int Newest = 2;

    /// <summary>Brings the file to the newest version.</summary>
    /// <returns>The version.</returns>
    public static int Open(string databaseFile)
    {
        using var connection = new SqliteConnection(ConnectionString(databaseFile));
        connection.Open();
        Run(connection, "PRAGMA journal_mode = WAL;");
        var version = Convert.ToInt32(Run(connection, "PRAGMA user_version;"), CultureInfo.InvariantCulture);
        if (version > Newest)
            throw new InvalidOperationException($"The identity database has schema version {version}; this build knows up to {Newest}.");
        while (version < Newest) Apply(connection, ++version);
        return version;
    }

    public static string ConnectionString(string databaseFile) =>
        new SqliteConnectionStringBuilder { DataSource = databaseFile, ForeignKeys = true, DefaultTimeout = 10 }.ToString();

    private static void Apply(SqliteConnection connection, int version)
    {
        using var transaction = connection.BeginTransaction();
        Run(connection, Script(version));
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version};"));
        transaction.Commit();
    }

    private static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{typeof(IdentitySchema).Namespace}.Schema.{version:0000}.sql");
        using var stream = typeof(IdentitySchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Schema {version} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant or an embedded resource.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
