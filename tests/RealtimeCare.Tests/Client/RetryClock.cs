using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace RealtimeCare.Tests.Client;

/// <summary>A clock that knows what waits for it, so that it can be moved to the next of that and not past what has not begun to wait.</summary>
internal sealed class RetryClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>Longer than any wait before a second attempt in these tests, and shorter than what an attempt may take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Waiting, DateTimeOffset> due = new();

    /// <summary>Moves to the next attempt, or whatever else waits so short a while; stands still while nothing does.</summary>
    public void AdvanceToRetry()
    {
        var now = GetUtcNow();
        var next = due.Values.DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        if (next - now <= Longest) Advance(next > now ? next - now : TimeSpan.Zero);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var waiting = new Waiting(this);
        waiting.Begin(base.CreateTimer(_ => waiting.Fire(callback, state), null, Timeout.InfiniteTimeSpan, period), dueTime, period);
        return waiting;
    }

    private sealed class Waiting(RetryClock clock) : ITimer
    {
        private ITimer timer = null!;

        public void Begin(ITimer started, TimeSpan dueTime, TimeSpan period)
        {
            timer = started;
            Change(dueTime, period);
        }

        public void Fire(TimerCallback callback, object? state)
        {
            clock.due.TryRemove(this, out _);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan) clock.due.TryRemove(this, out _);
            else clock.due[this] = clock.GetUtcNow() + dueTime;
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            clock.due.TryRemove(this, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
