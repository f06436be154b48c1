namespace RealtimeCare.Client.Access;

/// <summary>Why the glass is broken, and for how long.</summary>
public sealed record BreakGlassReason
{
    /// <summary>The purpose of use, a code of v3-ActReason: <c>ETREAT</c> or <c>BTG</c>.</summary>
    public string Purpose { get; init; } = "ETREAT";

    /// <summary>One of the policy's codes, such as <c>emergency</c>, <c>covering</c>, <c>consult</c>, <c>other</c>.</summary>
    public required string Code { get; init; }

    /// <summary>In the person's own words: 1 to 500 characters, shown to the reviewer alone.</summary>
    public required string Text { get; init; }

    /// <summary>For how long, in whole minutes; null for the policy's default.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether the patient's restricted stream is wanted too.</summary>
    public bool Restricted { get; init; }

    /// <summary>A constant, since the text may hold patient data.</summary>
    public override string ToString() => "(reason)";
}
