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

        Assert.Equal(Shape(expected), Shape(actual));
    }

    [Fact]
    public void A_file_of_an_older_build_keeps_its_people_and_gets_the_new_columns()
    {
        var folder = Directory.CreateTempSubdirectory("realtimecare-");
        var file = Path.Combine(folder.FullName, "identity.db");
        using (var older = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            older.Open();
            using var script = new StreamReader(typeof(IdentitySchema).Assembly.GetManifestResourceStream("RealtimeCare.Identity.Storage.Schema.0001.sql")!);
            Read(older, script.ReadToEnd() + """
                INSERT INTO AspNetUsers (Id, Tenant, Roles, IsDisabled, EmailConfirmed, PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled, AccessFailedCount)
                VALUES ('0197', 'north', '["nurse"]', 0, 0, 0, 0, 0, 0);
                PRAGMA user_version = 1;
                """);
        }

        Assert.Equal(2, IdentitySchema.Open(file));
        Assert.Equal(2, IdentitySchema.Open(file));

        using (var now = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            now.Open();
            Assert.Equal(["north nobody"], Read(now, "SELECT Tenant || ' ' || coalesce(PatientId, 'nobody') FROM AspNetUsers"));
        }
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
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

    /// <summary>Columns, keys and indexes; not the text, which tells a column that was added from one that was there.</summary>
    private static List<string> Shape(SqliteConnection connection) =>
    [
        .. Read(connection, """
            SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk
            FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1
            """),
        .. Read(connection, """
            SELECT t.name || '.' || k."from" || ' -> ' || k."table" || '.' || k."to" || ' ' || k.on_delete
            FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table' ORDER BY 1
            """),
        .. Read(connection, "SELECT name || ': ' || sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"),
    ];

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
