using System.Globalization;

namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>What the command line asks of a comparison.</summary>
/// <param name="Only">Names of measures; empty means all.</param>
/// <param name="Seconds">How long one round of one side lasts, where a round is a time.</param>
/// <param name="Rounds">Rounds of each side, after one that warms up.</param>
/// <param name="Output">Where the report is written.</param>
internal sealed record CompareOptions(IReadOnlyList<string> Only, double Seconds, int Rounds, string Output)
{
    public TimeSpan Round => TimeSpan.FromSeconds(Seconds);

    /// <summary>Reads <c>--only name --seconds n --rounds n --output file</c>; null when something is not understood.</summary>
    public static CompareOptions? Parse(ReadOnlySpan<string> arguments, string output)
    {
        var options = new CompareOptions([], 2, 5, output);
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            if (options.With(arguments[0], arguments[1]) is not { } more) return null;
            options = more;
        }

        return arguments.Length == 0 ? options : null;
    }

    private CompareOptions? With(string name, string value) => name switch
    {
        "--only" => this with { Only = [.. Only, .. value.Split(',')] },
        "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 => this with { Seconds = seconds },
        "--rounds" when int.TryParse(value, CultureInfo.InvariantCulture, out var rounds) && rounds > 0 => this with { Rounds = rounds },
        "--output" => this with { Output = value },
        _ => null,
    };
}
