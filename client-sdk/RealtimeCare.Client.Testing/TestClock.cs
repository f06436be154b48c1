namespace RealtimeCare.Client.Testing;

/// <summary>A clock that stands still until a test moves it; its timers go off on the thread that moves it.</summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now;

    /// <summary>Stands at a moment; without one, at 8:00 UTC of a day in March 2026.</summary>
    public TestClock(DateTimeOffset? start = null) => _now = start ?? new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>UTC, so that a test reads the same everywhere.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves on, and stops at each timer on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetUtcNow() + by;
        while (NextUntil(until) is { } alarm) alarm.GoOff();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    private Alarm? NextUntil(DateTimeOffset until)
    {
        lock (_lock)
        {
            var next = _alarms.Where(alarm => alarm.At <= until).MinBy(alarm => alarm.At);
            if (next is null)
            {
                _now = until;
                return null;
            }

            if (next.At > _now) _now = next.At;
            if (next.Period > TimeSpan.Zero) next.At += next.Period;
            else _alarms.Remove(next);
            return next;
        }
    }

    private sealed class Alarm(TestClock clock, Action goOff) : ITimer
    {
        public DateTimeOffset At { get; set; }

        public TimeSpan Period { get; private set; }

        public void GoOff() => goOff();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._alarms.Remove(this);
                if (dueTime < TimeSpan.Zero) return true;
                (At, Period) = (clock._now + dueTime, period);
                clock._alarms.Add(this);
            }

            if (dueTime == TimeSpan.Zero) clock.Advance(TimeSpan.Zero);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
