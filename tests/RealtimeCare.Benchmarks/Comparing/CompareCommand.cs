using RealtimeCare.Benchmarks.Measures;

namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>Runs the measures one after the other, prints the table and writes the report.</summary>
internal static class CompareCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<IMeasure> all, CompareOptions options, CancellationToken cancellationToken)
    {
        var measures = all.Where(one => options.Only.Count == 0 || options.Only.Contains(one.Name)).ToList();
        if (measures.Count == 0)
        {
            await Console.Error.WriteLineAsync($"No such row. There are: {string.Join(", ", all.Select(one => one.Name))}");
            return 2;
        }

        // Rows that are measured alone take their places in a report that is there already.
        List<ComparedRow> rows = options.Only.Count > 0 && File.Exists(options.Output)
            ? [.. ComparisonReport.Parse(await File.ReadAllTextAsync(options.Output, cancellationToken)).Rows]
            : [];
        foreach (var measure in measures)
        {
            await Console.Error.WriteLineAsync($"{measure.Name} ...");
            var judged = await measure.RunAsync(options, cancellationToken);
            foreach (var row in judged) Put(rows, row);
            await Console.Error.WriteLineAsync(ComparisonTable.Of(judged));
            // After each, so that a run that is given up leaves what it has.
            var report = new ComparisonReport(TimeProvider.System.GetUtcNow(), Machine.This(), rows);
            await File.WriteAllTextAsync(options.Output, report.ToJson(), cancellationToken);
        }

        await Console.Out.WriteLineAsync(ComparisonTable.Of(rows));
        return 0;
    }

    private static void Put(List<ComparedRow> rows, ComparedRow row)
    {
        var place = rows.FindIndex(one => one.Measure == row.Measure);
        if (place < 0) rows.Add(row);
        else rows[place] = row;
    }
}
