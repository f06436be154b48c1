using System.Globalization;
using Hl7.Fhir.Model;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>
/// A FHIR period as two instants. FHIR's dates may be cut short: an end of <c>2026-05</c> means the whole of May. A date without
/// a zone is taken as UTC.
/// </summary>
internal readonly record struct FhirPeriod(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>The period of a resource; always when it has none.</summary>
    public static FhirPeriod Of(Period? period) => new(Read(period?.Start, isEnd: false), Read(period?.End, isEnd: true));

    /// <summary>The time that lies in both.</summary>
    public FhirPeriod Within(FhirPeriod other) => new(Later(From, other.From), Earlier(Until, other.Until));

    /// <summary>The same, over at a given instant at the latest.</summary>
    public FhirPeriod EndingBy(DateTimeOffset instant) => this with { Until = Earlier(Until, instant) };

    private static DateTimeOffset? Read(string? text, bool isEnd)
    {
        if (text is null) return null;
        var whole = text.Length switch { 4 => text + "-01-01", 7 => text + "-01", _ => text };
        // The strict reader has refused what this could not read.
        var start = DateTimeOffset.Parse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        // The last year that there is cannot be passed; people write it for "no end".
        if (!isEnd || start.Year == DateTimeOffset.MaxValue.Year) return isEnd ? null : start;
        return text.Length switch { 4 => start.AddYears(1), 7 => start.AddMonths(1), 10 => start.AddDays(1), _ => start };
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is { } a && other is { } b ? (a > b ? a : b) : one ?? other;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is { } a && other is { } b ? (a < b ? a : b) : one ?? other;
}
