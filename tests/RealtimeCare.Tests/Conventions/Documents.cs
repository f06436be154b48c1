using System.Globalization;
using System.Text.RegularExpressions;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Tests.Conventions;

public sealed partial class Documents
{
    [Fact]
    public void The_protocol_names_every_code()
    {
        var protocol = SourceTree.File("client-sdk/RealtimeCare.Contracts/PROTOCOL.md");
        if (!protocol.Exists) return;
        var text = protocol.Text;

        var codes = Enum.GetValues<ErrorCode>().Select(c => (Name: c.ToString(), Number: (int)c))
            .Concat(Enum.GetValues<EndReason>().Select(r => (Name: r.ToString(), Number: (int)r)));
        Rule.IsBrokenByNothing(codes.Where(c => !text.Contains(c.Name, StringComparison.Ordinal)
            || !text.Contains(c.Number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Select(c => $"{c.Name} {c.Number}"));
    }

    [Fact]
    public void Links_lead_somewhere()
    {
        var dead = Markdown().SelectMany(f => Link().Matches(f.Text), (f, m) => (File: f, Target: m.Groups[1].Value.Split('#')[0]))
            .Where(l => l.Target.Length > 0 && !l.Target.Contains("://", StringComparison.Ordinal) && !l.Target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(l => !LeadsSomewhere(l.File, l.Target));

        Rule.IsBrokenByNothing(dead.Select(l => $"{l.File}: {l.Target}"));
    }

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine()
    {
        var places = new Regex(string.Join('|', "(?<![A-Za-z0-9_.-])/wo" + "rk/", "(?<![A-Za-z0-9_.-])/ro" + "ot/", "(?<![A-Za-z0-9_.-])/ho" + "me/[a-z]", @"[A-Z]:\\Us" + "ers"));

        Rule.IsBrokenByNothing(SourceTree.Files.Where(f => places.IsMatch(f.Text)));
    }

    [Fact]
    public void Snippets_in_documents_are_code_that_compiles()
    {
        var wrong = Markdown().SelectMany(f => Snippet().Matches(f.Text), (f, m) => (File: f, Block: m.Groups[2].Value.Trim(), From: m.Groups[1].Value))
            .Where(s => s.Block != Compiled(s.From));

        Rule.IsBrokenByNothing(wrong.Select(s => $"{s.File}: the block from '{s.From}'"));
    }

    [Fact]
    public void The_readmes_code_says_where_it_is_compiled()
    {
        var readme = SourceTree.File("README.md");
        if (!readme.Exists) return;

        Assert.Equal(CodeFence().Count(readme.Text), Snippet().Count(readme.Text));
    }

    private static IEnumerable<SourceFile> Markdown() => SourceTree.Files.Where(f => f.Path.EndsWith(".md", StringComparison.Ordinal));

    private static bool LeadsSomewhere(SourceFile from, string target)
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from.FullPath)!, target));
        return File.Exists(path) || Directory.Exists(path);
    }

    // A snippet is what stands between "// snippet" and "// end" in the file that the comment before the block names.
    private static string Compiled(string path)
    {
        var lines = SourceTree.File(path).Lines;
        var body = lines.SkipWhile(l => l.Trim() != "// snippet").Skip(1).TakeWhile(l => l.Trim() != "// end").ToList();
        var margin = body.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', body.Select(l => l.Length > margin ? l[margin..] : l.Trim())).Trim();
    }

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"<!-- compiled in ([^ ]+) -->\n```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("^```csharp", RegexOptions.Multiline)]
    private static partial Regex CodeFence();
}
