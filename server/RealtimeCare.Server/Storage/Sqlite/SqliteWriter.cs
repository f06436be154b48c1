using System.Threading.Channels;
using RealtimeCare.Server.Streams;

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
    public ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) => WriteAsync(work, null, cancellationToken);

    /// <summary>The same, but never after an earlier write of the same lot has failed: then this one fails too.</summary>
    public async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, AppendLot? lot, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work, lot, cancellationToken);
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
                if (!write.IsOver()) batch.Add(write);
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
            foreach (var write in batch.Where(static write => !write.IsOver())) Commit([write]);
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
        /// <summary>Whether it is not to run any more; then it has its answer.</summary>
        public abstract bool IsOver();

        public abstract void Run(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<SqliteSession, T> work, AppendLot? lot, CancellationToken cancellationToken) : Write
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T result = default!;

        public Task<T> Answer => answer.Task;

        public override bool IsOver()
        {
            if (cancellationToken.IsCancellationRequested) return answer.TrySetCanceled(cancellationToken);
            return lot is { HasFailed: true } && answer.TrySetException(new IOException("What was to be written before it could not be."));
        }

        public override void Run(SqliteSession session) => result = work(session);

        public override void Complete() => answer.SetResult(result);

        public override void Fail(Exception failure)
        {
            // On the writer's thread: before it takes what comes behind.
            lot?.Fail();
            answer.SetException(failure);
        }
    }
}
