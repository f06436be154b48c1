using RealtimeCare.Benchmarks.Measures;

namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>Runs the measures one after the other, prints the table and writes the report.</summary>
internal static class CompareCommand
{
    public static async Task<int> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        var measures = AllMeasures.InOrder.Where(one => options.Only.Count == 0 || options.Only.Contains(one.Name)).ToList();
        if (measures.Count == 0)
        {
            await Console.Error.WriteLineAsync($"No such row. There are: {string.Join(", ", AllMeasures.InOrder.Select(one => one.Name))}");
            return 2;
        }

        List<ComparedRow> rows = [];
        foreach (var measure in measures)
        {
            await Console.Error.WriteLineAsync($"{measure.Name} ...");
            var judged = await measure.RunAsync(options, cancellationToken);
            rows.AddRange(judged);
            await Console.Error.WriteLineAsync(ComparisonTable.Of(judged));
            // After each, so that a run that is given up leaves what it has.
            var report = new ComparisonReport(TimeProvider.System.GetUtcNow(), Machine.This(), rows);
            await File.WriteAllTextAsync(options.Output, report.ToJson(), cancellationToken);
        }

        await Console.Out.WriteLineAsync(ComparisonTable.Of(rows));
        return 0;
    }
}
