using System.Globalization;

namespace RealtimeCare.Client.Records;

/// <summary>A time as exact as the source gave it: "2024", "2024-05", a day, or an instant.</summary>
public sealed record RecordTime
{
    private RecordTime(string text, TimePrecision precision, DateTimeOffset? instant) => (Text, Precision, Instant) = (text, precision, instant);

    /// <summary>As the source wrote it.</summary>
    public string Text { get; }

    /// <summary>How exact it is.</summary>
    public TimePrecision Precision { get; }

    /// <summary>The instant; null when it is less exact than that.</summary>
    public DateTimeOffset? Instant { get; }

    /// <summary>Reads a FHIR date, dateTime or instant; null when it is none.</summary>
    public static RecordTime? TryParse(string? text) => text switch
    {
        { Length: 4 } when IsOne(text, "yyyy") => new RecordTime(text, TimePrecision.Year, null),
        { Length: 7 } when IsOne(text, "yyyy-MM") => new RecordTime(text, TimePrecision.Month, null),
        { Length: 10 } when IsOne(text, "yyyy-MM-dd") => new RecordTime(text, TimePrecision.Day, null),
        { Length: >= 20 and <= 40 } when InstantOf(text) is { } instant => new RecordTime(text, TimePrecision.Instant, instant),
        _ => null,
    };

    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(time)";

    private static bool IsOne(string text, string format) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static DateTimeOffset? InstantOf(string text)
    {
        // More than seven digits of a second are more than there is room for, and none that a person was shown.
        var zone = text.IndexOfAny(['Z', '+', '-'], 19);
        if (zone < 0 || !text.AsSpan(20..Math.Max(20, zone)).ContainsOnlyDigits()) return null;
        var shortened = zone > 27 ? string.Concat(text.AsSpan(0, 27), text.AsSpan(zone)) : text;
        return DateTimeOffset.TryParseExact(
            shortened, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant : null;
    }
}

/// <summary>How exact a time is.</summary>
public enum TimePrecision
{
    /// <summary>Only the year is known.</summary>
    Year,

    /// <summary>Year and month are known.</summary>
    Month,

    /// <summary>The day is known.</summary>
    Day,

    /// <summary>The instant is known.</summary>
    Instant,
}

/// <summary>From when until when.</summary>
/// <param name="Start">Null when it is not known.</param>
/// <param name="End">Null when it goes on, or the end is not known.</param>
public sealed record RecordPeriod(RecordTime? Start, RecordTime? End)
{
    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(period)";
}
