using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Sessions;

public sealed class SqliteSessions
{
    [Fact]
    public async Task Ends_and_bars_survive_a_restart()
    {
        using var folder = new TemporaryFolder();
        var row = Row("s1");
        using (var store = Open(folder))
        {
            await store.AddAsync(row, CancellationToken.None);
            await store.AddAsync(Row("s2"), CancellationToken.None);
            await store.TouchAsync("s2", row.CreatedAt.AddMinutes(3), CancellationToken.None);
            await store.EndAsync("s1", EndReason.Ended, row.CreatedAt.AddMinutes(4), CancellationToken.None);
            await store.EndAsync("s1", EndReason.Idle, row.CreatedAt.AddMinutes(5), CancellationToken.None);
            await store.BarAsync(new SignInBar(row.Tenant, row.Subject, row.CreatedAt.AddMinutes(4)), CancellationToken.None);
        }

        using var reopened = Open(folder);
        var stored = await reopened.ReadAsync(row.CreatedAt, CancellationToken.None);

        var ended = Assert.Single(stored.Sessions, session => session.Id == "s1");
        Assert.Equal(EndReason.Ended, ended.EndReason);
        Assert.Equal(row.CreatedAt.AddMinutes(4), ended.EndedAt);
        var live = Assert.Single(stored.Sessions, session => session.Id == "s2");
        Assert.Null(live.EndReason);
        Assert.Equal(row.CreatedAt.AddMinutes(3), live.LastActivityAt);
        Assert.Equal(row.CreatedAt.AddMinutes(4), Assert.Single(stored.Bars).After);
    }

    private static SqliteSessionStore Open(TemporaryFolder folder) => new(
        Options.Create(new StorageOptions { DataFolder = folder.Path }), StorageKeys.Open(folder.Path), TimeProvider.System);

    private static Session Row(string id) => new()
    {
        Id = id,
        Issuer = "https://issuer.example",
        Subject = SubjectId.Parse("nurse-1"),
        Tenant = TenantId.Parse("north"),
        ClientId = "realtimecare-app",
        Roles = ["nurse"],
        IsService = false,
        AuthenticatedAt = Callers.Morning,
        CreatedAt = Callers.Morning,
        LastActivityAt = Callers.Morning,
        AbsoluteEndAt = Callers.Morning.AddHours(8),
    };
}
