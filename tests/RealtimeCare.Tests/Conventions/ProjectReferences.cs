using System.Xml.Linq;

namespace RealtimeCare.Tests.Conventions;

/// <summary>Who may know whom among projects: server/README.md draws it, this is the same drawing as a table.</summary>
public sealed class ProjectReferences
{
    private static readonly Dictionary<string, string[]> Drawing = new(StringComparer.Ordinal)
    {
        ["RealtimeCare.Contracts"] = [],
        ["RealtimeCare.Client"] = ["Contracts"],
        ["RealtimeCare.Client.MessagePack"] = ["Client"],
        ["RealtimeCare.Client.Testing"] = ["Client"],
        ["RealtimeCare.Cli"] = ["Audit", "Client", "Client.MessagePack", "Policy"],
        ["RealtimeCare.Audit"] = [],
        ["RealtimeCare.Policy"] = ["Contracts"],
        ["RealtimeCare.Identity"] = ["Audit"],
        ["RealtimeCare.Server"] = ["Audit", "Contracts", "Policy"],
        ["RealtimeCare.Host"] = ["Audit", "Identity", "Server"],
        ["RealtimeCare.Testing"] = ["Client", "Client.MessagePack", "Host"],
        ["RealtimeCare.Benchmarks"] = ["Testing"],
        ["RealtimeCare.Hammer"] = ["Testing"],
        ["RealtimeCare.Tests"] = ["Benchmarks", "Cli", "Client.Testing", "Testing"],
        ["RealtimeCare.Scenarios"] = ["Testing"],
    };

    // A sample stands for a user's own program: it may know what a user gets.
    private static readonly string[] ForSamples = ["Client", "Client.MessagePack", "Client.Testing", "Server"];

    [Fact]
    public void Projects_reference_what_the_drawing_says()
    {
        var real = Projects().Where(p => !p.IsIn("client-sdk/samples")).ToDictionary(Name, References, StringComparer.Ordinal);

        var drawn = Drawing.Where(d => real.ContainsKey(d.Key)).Select(d => $"{d.Key} -> {string.Join(", ", d.Value)}");
        var found = real.Select(r => $"{r.Key} -> {string.Join(", ", r.Value)}");
        Assert.Equal(drawn.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_sample_knows_only_what_a_user_gets()
    {
        var strangers = Projects().Where(p => p.IsIn("client-sdk/samples"))
            .SelectMany(p => References(p).Except(ForSamples, StringComparer.Ordinal), (p, r) => $"{p} -> {r}");

        Rule.IsBrokenByNothing(strangers);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.File("RealtimeCare.sln").Text.Replace('\\', '/');

        Rule.IsBrokenByNothing(Projects().Where(p => !solution.Contains(p.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_book_and_the_judgement_need_no_web_framework()
    {
        var pure = Projects().Where(p => Name(p) is "RealtimeCare.Audit" or "RealtimeCare.Policy" or "RealtimeCare.Contracts");

        Rule.IsBrokenByNothing(pure.Where(p => p.Text.Contains("FrameworkReference", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_compiler_checks_the_sdk_for_trimming_native_code_and_browsers()
    {
        string[] portable = ["RealtimeCare.Contracts", "RealtimeCare.Client", "RealtimeCare.Client.Testing"];
        var sdk = Projects().Where(p => portable.Contains(Name(p))).ToList();

        Assert.Equal(portable.Length, sdk.Count);
        Rule.IsBrokenByNothing(sdk.Where(p => !p.Text.Contains("<IsAotCompatible>true<", StringComparison.Ordinal)));
        Assert.Contains("<SupportedPlatform Include=\"browser\" />", sdk.Single(p => Name(p) == "RealtimeCare.Client").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_runtime_dependency_stands_in_the_list_with_its_reason()
    {
        var list = SourceTree.File("server/docs/dependencies.md").Text;
        var packages = Projects().Where(p => !p.IsIn("tests") && !p.IsIn("client-sdk/samples"))
            .SelectMany(p => XDocument.Parse(p.Text).Descendants("PackageReference"))
            .Select(r => (string)r.Attribute("Include")!);

        Rule.IsBrokenByNothing(packages.Where(p => !list.Contains(p, StringComparison.Ordinal)));
    }

    private static IEnumerable<SourceFile> Projects() =>
        SourceTree.Files.Where(f => f.Path.EndsWith(".csproj", StringComparison.Ordinal));

    private static string Name(SourceFile project) => Path.GetFileNameWithoutExtension(project.Path);

    // A reference that only orders the build (ReferenceOutputAssembly="false") lets nobody know anybody.
    private static string[] References(SourceFile project) =>
        [.. XDocument.Parse(project.Text).Descendants("ProjectReference")
            .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))
            .Select(n => n["RealtimeCare.".Length..])
            .Order(StringComparer.Ordinal)];
}
