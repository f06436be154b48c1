using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Identity.Storage;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class IdentityTables(IssuerWorld world)
{
    [Fact]
    public async Task The_SQL_files_make_what_the_model_wants()
    {
        await using var scope = world.Host.Services.CreateAsyncScope();
        var wanted = scope.ServiceProvider.GetRequiredService<IdentityDatabase>().Database.GenerateCreateScript();
        using var expected = new SqliteConnection("Data Source=:memory:");
        await expected.OpenAsync(TestContext.Current.CancellationToken);
        Read(expected, wanted);

        using var actual = new SqliteConnection($"Data Source={Path.Combine(world.Host.DataFolder, "db", "identity.db")};Mode=ReadOnly");
        await actual.OpenAsync(TestContext.Current.CancellationToken);

        const string Tables = "SELECT name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        Assert.Equal(Read(expected, Tables), Read(actual, Tables));
    }

    [Fact]
    public void A_file_of_a_newer_build_is_not_touched()
    {
        var folder = Directory.CreateTempSubdirectory("realtimecare-");
        var file = Path.Combine(folder.FullName, "identity.db");
        using (var newer = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            newer.Open();
            Read(newer, "PRAGMA user_version = 99");
        }

        Assert.Throws<InvalidOperationException>(() => IdentitySchema.Open(file));

        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant, or the model's own script.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(reader.GetString(0));
        return rows;
    }
}
