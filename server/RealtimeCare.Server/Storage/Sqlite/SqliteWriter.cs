using System.Threading.Channels;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>
/// The only writer of one database file: a thread that takes everything that waits, runs it in one transaction and answers all
/// of it after the commit, so that one sync of the disk serves many.
/// </summary>
/// <remarks>
/// A failed commit fails every write of the batch. A write that fails by itself is told apart by running the batch's writes
/// again one by one. After any failure the connection is opened anew, so nothing of it is left.
/// </remarks>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostPerBatch = 1024;

    private readonly Channel<Write> queue = Channel.CreateBounded<Write>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Func<SqliteSession> open;
    private readonly IWriterListener? listener;
    private readonly Thread thread;
    private SqliteSession? session;

    /// <summary>Starts the thread.</summary>
    /// <param name="open">Opens the file; called again after a failure.</param>
    /// <param name="name">The thread's name.</param>
    /// <param name="listener">Told on the writer's thread what becomes of each transaction.</param>
    public SqliteWriter(Func<SqliteSession> open, string name, IWriterListener? listener = null)
    {
        this.open = open;
        this.listener = listener;
        session = open();
        thread = new Thread(Run) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> in the next transaction; when this returns, it is durable.</summary>
    /// <remarks>The work may run twice, the first time in a transaction that is rolled back.</remarks>
    public async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work, cancellationToken);
        await queue.Writer.WriteAsync(write, cancellationToken);
        return await write.Answer;
    }

    /// <summary>Finishes what waits and closes the file.</summary>
    public void Dispose()
    {
        if (!queue.Writer.TryComplete()) return;
        thread.Join();
        session?.Dispose();
    }

    private void Run()
    {
        var batch = new List<Write>(MostPerBatch);
        // This thread belongs to the writer alone, so waiting on it costs nobody else.
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < MostPerBatch && queue.Reader.TryRead(out var write))
            {
                if (!write.Cancel()) batch.Add(write);
            }
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Write> batch)
    {
        if (batch.Count == 0) return;
        if (TryCommit(batch, out var failure, out var reachedCommit))
        {
            // Whoever is answered may rely on it that readers were told.
            listener?.Committed();
            foreach (var write in batch) write.Complete();
        }
        else if (reachedCommit || batch.Count == 1)
        {
            foreach (var write in batch) write.Fail(failure!);
        }
        else
        {
            foreach (var write in batch) Commit([write]);
        }
    }

    private bool TryCommit(List<Write> batch, out Exception? failure, out bool reachedCommit)
    {
        reachedCommit = false;
        failure = null;
        try
        {
            session ??= open();
            session.Write("BEGIN IMMEDIATE");
            foreach (var write in batch) write.Run(session);
            listener?.Committing(session);
            reachedCommit = true;
            session.Write("COMMIT");
            return true;
        }
        catch (Exception exception)
        {
            failure = exception;
            listener?.Failed(exception);
            session?.Dispose();
            session = null;
            return false;
        }
    }

    private abstract class Write
    {
        public abstract bool Cancel();

        public abstract void Run(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) : Write
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T result = default!;

        public Task<T> Answer => answer.Task;

        public override bool Cancel() => cancellationToken.IsCancellationRequested && answer.TrySetCanceled(cancellationToken);

        public override void Run(SqliteSession session) => result = work(session);

        public override void Complete() => answer.SetResult(result);

        public override void Fail(Exception failure) => answer.SetException(failure);
    }
}
