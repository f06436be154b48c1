using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace RealtimeCare.Cli.Terminal;

/// <summary>Writes for people or, with <c>--json</c>, one JSON value for scripts. Results go to standard output, remarks to standard error.</summary>
internal sealed class CliOutput(bool json)
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly JsonSerializerOptions OneLine = new(Readable) { WriteIndented = false };

    /// <summary>Whether a script reads.</summary>
    public bool IsJson => json;

    /// <summary>A table, or for scripts the values that it was made of.</summary>
    public void Table<T>(IReadOnlyList<T> rows, params IReadOnlyList<(string Title, Func<T, object?> Cell)> columns)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(rows, Readable));
            return;
        }

        // A file has no width; a cell that is cut in two cannot be searched for.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 240;
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var (title, _) in columns) table.AddColumn(title);
        foreach (var row in rows) table.AddRow([.. columns.Select(c => Markup.Escape(Text(c.Cell(row))))]);
        AnsiConsole.Write(table);
    }

    /// <summary>What was done, or for scripts the value.</summary>
    public void Done<T>(string text, T value) => Console.Out.WriteLine(json ? JsonSerializer.Serialize(value, Readable) : text);

    /// <summary>One item of an endless list, or for scripts one JSON line.</summary>
    public void Item<T>(string text, T value) => Console.Out.WriteLine(json ? JsonSerializer.Serialize(value, OneLine) : text);

    /// <summary>Lines for people.</summary>
    public static void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines) Console.Out.WriteLine(line);
    }

    /// <summary>A remark that is no result.</summary>
    public static void Remark(string text) => Console.Error.WriteLine(text);

    private static string Text(object? value) => value switch
    {
        null => "",
        IEnumerable<string> many => string.Join(", ", many),
        DateTimeOffset at => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
