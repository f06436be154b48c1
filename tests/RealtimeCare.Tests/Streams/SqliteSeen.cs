using Microsoft.Extensions.Options;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>Places kept in SQLite.</summary>
public sealed class SqliteSeen : SeenContract, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private SqliteSeenStore? open;

    public void Dispose()
    {
        open?.Dispose();
        folder.Dispose();
    }

    protected override ISeenStore Open()
    {
        open?.Dispose();
        var options = Options.Create(new StorageOptions { DataFolder = folder.Path, LockTimeoutSeconds = 1 });
        return open = new SqliteSeenStore(options, StorageKeys.Open(folder.Path), TimeProvider.System);
    }
}
