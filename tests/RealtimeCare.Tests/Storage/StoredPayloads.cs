using Microsoft.Data.Sqlite;

namespace RealtimeCare.Tests.Storage;

/// <summary>Looks at payloads as they lie in a data folder.</summary>
internal static class StoredPayloads
{
    /// <summary>The ids of the keys that events are encrypted with, in their order.</summary>
    public static IReadOnlyList<byte> KeyIds(string dataFolder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(dataFolder, "db", "streams.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload FROM events ORDER BY rowid";
        using var rows = command.ExecuteReader();
        var ids = new List<byte>();
        while (rows.Read()) ids.Add(rows.GetFieldValue<byte[]>(0)[1]);
        return ids;
    }
}
