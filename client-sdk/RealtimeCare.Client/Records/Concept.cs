namespace RealtimeCare.Client.Records;

/// <summary>A coded concept, with all codes that the source gave.</summary>
/// <param name="Text">The concept in the source's words.</param>
/// <param name="Codings">The codes; the same concept in several systems. Empty when there are none.</param>
public sealed record Concept(string? Text, IReadOnlyList<Coding> Codings)
{
    /// <summary>The concept in words: the text, else the first display that there is.</summary>
    public string? Name => Text ?? Codings.Select(coding => coding.Display).FirstOrDefault(display => display is not null);

    /// <summary>The code in a system, such as <c>http://loinc.org</c>; null when there is none.</summary>
    public string? CodeIn(string system) => Codings.FirstOrDefault(coding => coding.System == system)?.Code;

    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(concept)";
}

/// <summary>One code.</summary>
/// <param name="System">The system that it is one of.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">What it means.</param>
public sealed record Coding(string? System, string? Code, string? Display)
{
    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(code)";
}
