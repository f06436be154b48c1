using System.Text.RegularExpressions;

namespace RealtimeCare.Tests.Conventions;

public sealed partial class Sizes
{
    // Longer than the limit, each with its reason.
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> LongMethods = new(StringComparer.Ordinal);

    [Fact]
    public void A_file_has_at_most_300_lines_and_a_test_400()
    {
        var wrong = Written().Where(f => !LongFiles.ContainsKey(f.Path)).Where(f => f.Lines.Length > (f.IsIn("tests") ? 400 : 300));

        Rule.IsBrokenByNothing(wrong.Select(f => $"{f} has {f.Lines.Length}"));
    }

    [Fact]
    public void A_method_has_at_most_40_lines()
    {
        var wrong = Written().SelectMany(Methods).Where(m => m.Lines > 40 && !LongMethods.ContainsKey(m.Name));

        Rule.IsBrokenByNothing(wrong.Select(m => $"{m.Name} has {m.Lines}"));
    }

    [Fact]
    public void The_hosts_program_fits_one_screen()
    {
        Assert.True(SourceTree.File("server/RealtimeCare.Host/Program.cs").Lines.Length <= 60);
    }

    [Fact]
    public void A_sample_has_under_60_lines()
    {
        var wrong = SourceTree.CSharp.Where(f => f.IsIn("client-sdk/samples") && f.Lines.Length >= 60);

        Rule.IsBrokenByNothing(wrong.Select(f => $"{f} has {f.Lines.Length}"));
    }

    private static IEnumerable<SourceFile> Written() =>
        SourceTree.CSharp.Where(f => !f.Path.Contains("/Migrations/", StringComparison.Ordinal));

    // The layout is enforced by the build (braces on lines of their own, four spaces a level), so indentation tells the blocks:
    // a block directly inside a type is a member.
    private static IEnumerable<(string Name, int Lines)> Methods(SourceFile file)
    {
        var lines = file.Lines;
        for (var at = 1; at < lines.Length; at++)
        {
            var level = lines[at].Length - lines[at].TrimStart().Length;
            if (lines[at].Trim() != "{" || IsType(Header(lines, at, level))) continue;
            var end = Array.FindIndex(lines, at, l => l.StartsWith(new string(' ', level) + "}", StringComparison.Ordinal));
            if (end < 0) continue;
            yield return ($"{file}: {Header(lines, at, level).Trim()}", end - at - 1);
            at = end;
        }
    }

    private static string Header(string[] lines, int brace, int level)
    {
        for (var at = brace - 1; at >= 0; at--)
            if (lines[at].Length > level && lines[at][level] is not (' ' or ')' or ':' or '#') && lines[at].TrimStart().Length + level == lines[at].Length) return lines[at];
        return "";
    }

    private static bool IsType(string header) => TypeHeader().IsMatch(header);

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref)\s+)*(?:class|struct|record|interface|enum|namespace)\b")]
    private static partial Regex TypeHeader();
}
