using System.Xml.Linq;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Tests.Conventions;

namespace RealtimeCare.Tests.Packaging;

public sealed class PackageTests(Packed packed) : IClassFixture<Packed>
{
    private static readonly string Version = typeof(CareError).Assembly.GetName().Version!.ToString(3);

    public static TheoryData<string> Libraries =>
        [.. Directory.GetFiles(Path.Combine(SourceTree.Root, "client-sdk"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => File.ReadAllText(p) is var text && text.Contains("<IsPackable>true", StringComparison.Ordinal) && !text.Contains("PackAsTool", StringComparison.Ordinal))
            .Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Fact]
    public void What_is_published_is_the_sdk_its_companions_and_the_tool()
    {
        var published = packed.Names.Where(name => name.EndsWith(".nupkg", StringComparison.Ordinal));

        Assert.Equal(Libraries.Select(name => name.Data).Append("RealtimeCare.Cli").Select(name => $"{name}.{Version}.nupkg").Order(StringComparer.Ordinal), published);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_package_brings_one_library_its_documentation_and_a_readme(string name)
    {
        var entries = packed.EntriesOf($"{name}.{Version}.nupkg");

        string[] expected = ["README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"];
        Assert.Equal(expected, entries.Where(e => e.StartsWith("lib/", StringComparison.Ordinal) || e == "README.md"));
        Assert.Contains($"lib/net10.0/{name}.pdb", packed.EntriesOf($"{name}.{Version}.snupkg"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_package_says_what_it_is_and_under_which_license(string name)
    {
        var description = XDocument.Parse(packed.TextOf($"{name}.{Version}.nupkg", $"{name}.nuspec").TrimStart('\uFEFF'));

        Assert.Equal(("Apache-2.0", "README.md"), (Of("license"), Of("readme")));
        Assert.All(["description", "tags", "authors"], field => Assert.False(string.IsNullOrWhiteSpace(Of(field)), field));

        string? Of(string element) => description.Descendants().FirstOrDefault(e => e.Name.LocalName == element)?.Value;
    }

    [Fact]
    public void The_contracts_depend_on_nothing_and_bring_the_protocol()
    {
        var package = $"RealtimeCare.Contracts.{Version}.nupkg";

        Assert.Contains("PROTOCOL.md", packed.EntriesOf(package));
        Assert.DoesNotContain("<dependency ", packed.TextOf(package, "RealtimeCare.Contracts.nuspec"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tool_is_called_realtimecare()
    {
        var settings = packed.TextOf($"RealtimeCare.Cli.{Version}.nupkg", "tools/net10.0/any/DotnetToolSettings.xml");

        Assert.Contains("Name=\"realtimecare\"", settings, StringComparison.Ordinal);
    }

    [Fact]
    public void No_package_tells_where_it_was_built()
    {
        if (!Packed.IsRelease) return;
        var root = System.Text.Encoding.UTF8.GetBytes(SourceTree.Root);
        var all = packed.Everything().ToList();

        Rule.IsBrokenByNothing(all.Where(file => file.Content.AsSpan().IndexOf(root) >= 0).Select(file => file.Name));
        Rule.IsBrokenByNothing(all.Where(file => file.Name.EndsWith(".pdb", StringComparison.Ordinal))
            .SelectMany(file => Packed.SourcesOf(file.Content), (file, source) => $"{file.Name}: {source}")
            .Where(line => !line.Contains(": /_/", StringComparison.Ordinal)));
    }
}
