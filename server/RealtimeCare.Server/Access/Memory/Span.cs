namespace RealtimeCare.Server.Access.Memory;

/// <summary>A time from a start to before an end, in ticks of UTC: half the size of two instants that may be missing.</summary>
internal readonly record struct Span(long From, long Until)
{
    private const long Never = long.MaxValue;

    public DateTimeOffset? FromInstant => From == 0 ? null : new DateTimeOffset(From, TimeSpan.Zero);

    public DateTimeOffset? UntilInstant => Until == Never ? null : new DateTimeOffset(Until, TimeSpan.Zero);

    public static Span Of(DateTimeOffset? from, DateTimeOffset? until) => new(from?.UtcTicks ?? 0, until?.UtcTicks ?? Never);

    public Span Within(Span other) => new(Math.Max(From, other.From), Math.Min(Until, other.Until));

    public bool Holds(long ticks) => From <= ticks && ticks < Until;

    /// <summary>The next instant at which it begins or ends, if that is before another.</summary>
    public long NextChange(long ticks, long latest)
    {
        if (From >= Until) return latest;
        if (From > ticks) return Math.Min(From, latest);
        return Until > ticks ? Math.Min(Until, latest) : latest;
    }
}
