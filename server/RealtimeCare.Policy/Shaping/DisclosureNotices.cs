namespace RealtimeCare.Policy.Shaping;

/// <summary>What the law demands to be said with a disclosure.</summary>
public static class DisclosureNotices
{
    /// <summary>The short notice of 42 CFR 2.32(a) that goes with records of substance use disorder treatment.</summary>
    public static IReadOnlyList<string> Part2 { get; } =
        ["42 CFR part 2 prohibits unauthorized use or disclosure of these records."];
}
