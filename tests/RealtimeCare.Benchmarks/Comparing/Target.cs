using System.Globalization;

namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>
/// What a measure must reach: <c>≤ 1.25 x</c> and <c>≥ 0.5 x</c> limit the ratio of both sides, <c>≤ 250 ms</c> our own side.
/// </summary>
internal sealed record Target(bool IsAtMost, double Limit, string Unit)
{
    private const string Times = "x";

    /// <summary>Whether it limits the ratio. An absolute limit must hold in the worst round, a ratio in the median.</summary>
    public bool IsRatio => Unit == Times;

    public static Target Parse(string text) => text.Split(' ') switch
    {
        ["≤", var limit, var unit] => new Target(true, Number(limit), unit),
        ["≥", var limit, var unit] => new Target(false, Number(limit), unit),
        _ => throw new FormatException($"Not a target: {text}"),
    };

    /// <summary>Whether a value is good enough.</summary>
    public bool Accepts(double value) => IsAtMost ? value <= Limit : value >= Limit;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
