using System.Globalization;

namespace RealtimeCare.Client.Records;

/// <summary>A value that was observed.</summary>
public abstract record RecordValue
{
    private protected RecordValue()
    {
    }

    /// <summary>The value as it is to be shown: "72 beats/minute", "&lt; 5 mg/L", "positive". It is PHI: not for logs.</summary>
    public abstract string ToText();

    /// <summary>A constant, since a value is PHI.</summary>
    public sealed override string ToString() => "(value)";
}

/// <summary>A measured amount.</summary>
/// <param name="Value">The number, with the digits that the source gave: 7.40 stays 7.40.</param>
/// <param name="Comparator">
/// Null when it is exact; else how the true value relates to the number: <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;=</c>, <c>&gt;</c>. Always
/// show it with the number.
/// </param>
/// <param name="Unit">The unit to be shown; the code where there is no text.</param>
/// <param name="System">The system of the unit's code, mostly UCUM.</param>
/// <param name="Code">The unit's code: compute with this one.</param>
public sealed record Quantity(decimal Value, string? Comparator, string? Unit, string? System, string? Code) : RecordValue
{
    /// <summary>The number when it is exact, else null.</summary>
    public decimal? Exact => Comparator is null ? Value : null;

    /// <inheritdoc/>
    public override string ToText()
    {
        var number = Value.ToString(CultureInfo.InvariantCulture);
        return string.Join(' ', new[] { Comparator, number, Unit }.Where(part => part is { Length: > 0 }));
    }
}

/// <summary>A coded value, such as "positive".</summary>
public sealed record CodedValue(Concept Concept) : RecordValue
{
    /// <inheritdoc/>
    public override string ToText() => Concept.Name ?? Concept.Codings.Select(coding => coding.Code).FirstOrDefault() ?? "(coded)";
}

/// <summary>A value in words.</summary>
public sealed record TextValue(string Text) : RecordValue
{
    /// <inheritdoc/>
    public override string ToText() => Text;
}

/// <summary>There is a value, and it is of a kind that is not read here: show the person that there is one.</summary>
/// <param name="Element">Which, such as <c>valueRatio</c> or <c>valueSampledData</c>.</param>
public sealed record OtherValue(string Element) : RecordValue
{
    /// <inheritdoc/>
    public override string ToText() => $"({Element})";
}
