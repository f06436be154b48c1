using System.Globalization;
using System.Text.Json;

namespace RealtimeCare.Client.Records;

/// <summary>Reads single FHIR elements. What is absent or of another shape than the standard says is null, and never an exception.</summary>
internal static class FhirReader
{
    /// <summary>What a decimal holds without rounding.</summary>
    private const int MaxDigits = 28;

    public static JsonElement? Element(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    public static IEnumerable<JsonElement> Elements(this JsonElement parent, string name) =>
        parent.Element(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object) : [];

    public static string? Text(this JsonElement parent, string name) =>
        parent.Element(name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    /// <summary>Whether it says true, or cannot be read: for what must not be overlooked.</summary>
    public static bool MayBeTrue(this JsonElement parent, string name) => parent.Element(name) is { ValueKind: not JsonValueKind.False };

    public static RecordTime? Time(this JsonElement parent, string name) => RecordTime.TryParse(parent.Text(name));

    public static RecordPeriod? Period(this JsonElement parent, string name) =>
        parent.Element(name) is { ValueKind: JsonValueKind.Object } period ? new RecordPeriod(period.Time("start"), period.Time("end")) : null;

    public static Coding? Coding(this JsonElement parent, string name) =>
        parent.Element(name) is { ValueKind: JsonValueKind.Object } coding ? CodingOf(coding) : null;

    public static Concept? Concept(this JsonElement parent, string name) =>
        parent.Element(name) is { ValueKind: JsonValueKind.Object } concept ? ConceptOf(concept) : null;

    public static IReadOnlyList<Concept> Concepts(this JsonElement parent, string name) => [.. parent.Elements(name).Select(ConceptOf)];

    public static Quantity? Quantity(this JsonElement parent, string name)
    {
        if (parent.Element(name) is not { ValueKind: JsonValueKind.Object } quantity || Number(quantity) is not { } value) return null;
        var comparator = quantity.Element("comparator");
        // A comparator that cannot be read, or an extension in its place, is not to be taken for exactness.
        if (comparator is not null && quantity.Text("comparator") is not ("<" or "<=" or ">=" or ">")) return null;
        if (quantity.Element("_comparator") is not null) return null;
        return new Quantity(
            value, quantity.Text("comparator"), quantity.Text("unit") ?? quantity.Text("code"), quantity.Text("system"), quantity.Text("code"));
    }

    /// <summary>The value of an element that may have one of several types.</summary>
    public static RecordValue? Value(this JsonElement parent)
    {
        if (parent.ValueKind != JsonValueKind.Object) return null;
        var all = parent.EnumerateObject()
            .Where(one => one.Name.Length > 5 && one.Name.StartsWith("value", StringComparison.Ordinal) && char.IsAsciiLetterUpper(one.Name[5]))
            .Where(one => one.Value.ValueKind != JsonValueKind.Null)
            .Select(one => one.Name).ToArray();
        if (all.Length == 0) return null;
        if (all.Length > 1) return new OtherValue("value[x]");
        return ValueOf(parent, all[0]) ?? new OtherValue(all[0]);
    }

    private static RecordValue? ValueOf(JsonElement parent, string name) => name switch
    {
        "valueQuantity" => parent.Quantity(name),
        "valueCodeableConcept" => parent.Concept(name) is { } concept ? new CodedValue(concept) : null,
        "valueString" => parent.Text(name) is { } text ? new TextValue(text) : null,
        _ => null,
    };

    private static decimal? Number(JsonElement quantity)
    {
        if (quantity.Element("value") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetDecimal(out var value)) return null;
        var text = number.GetRawText();
        return text.Count(char.IsAsciiDigit) <= MaxDigits && DigitsBehindThePoint(text) <= MaxDigits ? value : null;
    }

    // Those that an exponent adds are rounded away without a word when there are too many.
    private static long DigitsBehindThePoint(ReadOnlySpan<char> number)
    {
        var end = number.IndexOfAny('e', 'E');
        var mantissa = end < 0 ? number : number[..end];
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? 0L : mantissa.Length - point - 1;
        if (end < 0) return digits;
        return int.TryParse(number[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ? digits - exponent : long.MaxValue;
    }

    private static Concept ConceptOf(JsonElement concept) =>
        new(concept.Text("text"), [.. concept.Elements("coding").Select(CodingOf)]);

    private static Coding CodingOf(JsonElement coding) => new(coding.Text("system"), coding.Text("code"), coding.Text("display"));

    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
