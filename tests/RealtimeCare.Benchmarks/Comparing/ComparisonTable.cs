using System.Globalization;
using System.Text;

namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>The rows as a table for people, which is also Markdown.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Heads = ["measure", "bare", "ours", "ratio", "target", "met"];

    public static string Of(IEnumerable<ComparedRow> rows)
    {
        string[][] cells = [Heads, .. rows.Select(Cells)];
        var widths = Heads.Select((_, column) => cells.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var (index, row) in cells.Index())
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).AppendLine(" |");
            if (index == 0) text.Append('|').AppendJoin('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")).AppendLine("|");
        }

        return text.ToString();
    }

    private static string[] Cells(ComparedRow row) =>
    [
        row.Measure, Number(row.Bare), Number(row.Ours), Number(row.Ratio), row.Target ?? "–",
        row.Met switch { true => "yes", false => "no", null => "–" },
    ];

    private static string Number(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("F1", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("F2", CultureInfo.InvariantCulture),
    };
}
