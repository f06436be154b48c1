using System.Collections.Concurrent;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Reading connections of one database file, each with its statements prepared, lent to one read at a time.</summary>
internal sealed class SqliteReaders(Func<SqliteSession> open) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> idle = [];
    // A read takes microseconds and holds its thread; more readers than this would only wait for each other.
    private readonly SemaphoreSlim free = new(Math.Max(4, Environment.ProcessorCount * 2));

    /// <summary>Runs <paramref name="read"/> on a connection of its own.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return Read(read);
        }
        finally
        {
            free.Release();
        }
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
#pragma warning disable CA2000 // Given back to the bag below, or disposed of.
        if (!idle.TryTake(out var session)) session = open();
#pragma warning restore CA2000
        try
        {
            var result = read(session);
            idle.Add(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in idle) session.Dispose();
        free.Dispose();
    }
}
