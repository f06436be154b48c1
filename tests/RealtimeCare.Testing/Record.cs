namespace RealtimeCare.Testing;

/// <summary>What was received, in order, and a way to wait for it that says what was missing.</summary>
/// <param name="background">What else to say when something is missing.</param>
public sealed class Record<T>(Func<string>? background = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<T> items = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (items) return [.. items];
        }
    }

    public void Add(T item)
    {
        TaskCompletionSource before;
        lock (items)
        {
            items.Add(item);
            before = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.SetResult();
    }

    /// <summary>The first item that <paramref name="wanted"/> accepts, now or within the time that a test has patience for.</summary>
    public async Task<T> UntilAsync(Func<T, bool> wanted, string missing, TimeSpan? longest = null)
    {
        var all = await UntilAllAsync(list => list.Any(wanted), missing, longest);
        return all.First(wanted);
    }

    /// <summary>Everything received, as soon as <paramref name="enough"/> is satisfied with it.</summary>
    public async Task<IReadOnlyList<T>> UntilAllAsync(Func<IReadOnlyList<T>, bool> enough, string missing, TimeSpan? longest = null)
    {
        using var patience = new CancellationTokenSource(longest ?? Patience);
        while (true)
        {
            Task next;
            IReadOnlyList<T> now;
            lock (items)
            {
                next = changed.Task;
                now = [.. items];
            }

            if (enough(now)) return now;
            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Not received within {(longest ?? Patience).TotalSeconds} s: {missing}. Received: [{string.Join("; ", now)}].{background?.Invoke()}");
            }
        }
    }
}
