using RealtimeCare.Cli.Bundles;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Tests.Cli.Bundles;

public sealed class BundleReaderTests : IDisposable
{
    private static readonly Dictionary<string, string> Topics = new() { ["Patient"] = "encounters", ["Observation"] = "vitals", ["Medication"] = "medications" };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bundles-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Every_resource_goes_to_the_patient_that_it_names()
    {
        Write("a.json", Bundle(Patient("1"), Patient("2"), Observation("urn:uuid:1", "vital-signs"), Observation("urn:uuid:2", "laboratory")));

        var contents = Read();

        Assert.Equal(["1", "2"], contents.Patients.Select(p => p.Identifier.Value));
        Assert.Equal(["Patient encounters", "Observation vitals"], contents.Patients[0].Resources.Select(r => $"{r.Type} {r.Topic}"));
        Assert.Equal(["Patient encounters", "Observation labs"], contents.Patients[1].Resources.Select(r => $"{r.Type} {r.Topic}"));
        Assert.Empty(contents.Skipped);
    }

    [Fact]
    public void What_names_nobody_belongs_to_the_only_patient_of_its_bundle()
    {
        Write("a.json", Bundle(Patient("1"), """{"resource":{"resourceType":"Medication","id":"m"}}"""));

        Assert.Equal(2, Read().Resources);
    }

    [Fact]
    public void What_has_no_topic_or_no_patient_is_left_out_and_counted()
    {
        Write("a.json", Bundle("""{"resource":{"resourceType":"Organization","id":"o"}}""", Observation("urn:uuid:9", "vital-signs")));

        var contents = Read();

        Assert.Equal(0, contents.Resources);
        Assert.Equal("1 files: 0 resources of 0 patients, left out 1 Observation, 1 Organization", contents.Summary());
    }

    [Fact]
    public void The_key_of_a_resource_is_made_from_its_content()
    {
        Write("a.json", Bundle(Patient("1"), Observation("urn:uuid:1", "vital-signs"), Observation("urn:uuid:1", "laboratory")));

        var first = Read().Patients[0].Resources.Select(r => r.Key).ToList();

        Assert.Equal(first, Read().Patients[0].Resources.Select(r => r.Key));
        Assert.Equal(3, first.Distinct().Count());
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_named_with_its_line()
    {
        Write("bad.json", "{\n\"resourceType\": ");

        var refused = Assert.Throws<CliException>(Read);

        Assert.Contains("bad.json is not JSON (line 2)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_is_refused()
    {
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliException>(Read).ExitCode);
    }

    private BundleContents Read() => new BundleReader(Topics).Read(folder.FullName);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    private static string Bundle(params string[] entries) =>
        $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""";

    private static string Patient(string id) =>
        $$$$"""{"fullUrl":"urn:uuid:{{{{id}}}}","resource":{"resourceType":"Patient","id":"{{{{id}}}}","identifier":[{"value":"none"},{"system":"urn:s","value":"{{{{id}}}}"}]}}""";

    private static string Observation(string subject, string category) =>
        $$$$"""{"resource":{"resourceType":"Observation","status":"final","category":[{"coding":[{"code":"{{{{category}}}}"}]}],"subject":{"reference":"{{{{subject}}}}"}}}""";
}
