using System.Text;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>Where what safety depends on is withheld, a marker says that it is there; and single extensions by their URL.</summary>
public sealed class MarkerCases
{
    private const string Tag = ",\"meta\":{\"tag\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"SUBSETTED\"}]}";
    private const string Masked = """{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}""";

    [Theory]
    [InlineData("criticality", "\"criticality\":\"high\"", "\"_criticality\":M", 1)]
    [InlineData("code", "\"code\":{\"text\":\"nuts\"}", "\"code\":M", 1)]
    [InlineData("category", "\"category\":[\"food\",\"biologic\"]", "\"_category\":[M]", 1)]
    [InlineData("category", "\"category\":[null,\"food\"]", "\"_category\":[M]", 1)]
    [InlineData("note", "\"note\":[{\"text\":\"a\"},{\"text\":\"b\"}]", "\"note\":[M]", 1)]
    [InlineData("onset[x]", "\"onsetString\":\"youth\"", "\"_onsetString\":M", 1)]
    [InlineData("onset[x]", "\"onsetAge\":{\"value\":3}", "\"onsetAge\":M", 1)]
    [InlineData("reaction.severity", "\"reaction\":[{\"severity\":\"severe\",\"note\":[{}]},{\"note\":[{}]}]", "\"reaction\":[{\"_severity\":M}]", 3)]
    [InlineData("type", "\"type\":{\"text\":\"part\"}", "\"type\":M", 1)]
    [InlineData("status", "\"status\":\"active\"", "\"status\":\"active\"", 0)]
    [InlineData("type", "\"type\":{\"coding\":[{\"code\":\"c\"}]}", "\"type\":{\"coding\":[{\"code\":\"c\"}]}", 0)]
    [InlineData("substance", "\"substance\":{\"extension\":[{\"url\":\"u\"}]}", "\"substance\":M", 1)]
    [InlineData("criticality", "\"criticality\":null", "", 0)]
    [InlineData("criticality", "\"note\":[{\"text\":\"a\"}]", "", 1)]
    [InlineData("criticality", "\"_criticality\":{\"id\":\"a\"},\"criticality\":\"low\"", "\"_criticality\":M", 2)]
    public void A_critical_element_that_is_withheld_leaves_a_marker(string critical, string member, string expected, int withheld)
    {
        var audience = Of(["status", "type.coding", "substance"], [critical]);

        var shape = Shape($$"""{"resourceType":"AllergyIntolerance",{{member}}}""", audience);

        var rest = expected.Length == 0 ? "" : "," + expected.Replace("M", Masked, StringComparison.Ordinal);
        Assert.Equal($$"""{"resourceType":"AllergyIntolerance"{{(withheld == 0 ? "" : Tag)}}{{rest}}}""", shape.Resource.ToJson());
        Assert.Equal(withheld, shape.Withheld);
    }

    [Fact]
    public void A_type_that_is_not_seen_leaves_no_marker_where_it_is_contained()
    {
        var audience = Of(["status", "contained"], ["criticality"]);

        var shape = Shape("""{"resourceType":"AllergyIntolerance","contained":[{"resourceType":"Patient","criticality":"x"}],"status":"a"}""", audience);

        Assert.DoesNotContain("masked", shape.Resource.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta.security")]
    [InlineData("contained")]
    [InlineData("photo.data")]
    [InlineData("_status")]
    [InlineData("extension(http://x)")]
    [InlineData("extension")]
    [InlineData("Status")]
    [InlineData("name")]
    [InlineData("value[x]")]
    public void What_no_marker_can_stand_for_is_no_critical_path(string path)
    {
        Assert.Throws<ArgumentException>(() => Of(["_name", "_valueString", "status"], [path]));
    }

    [Fact]
    public void A_type_that_is_not_seen_has_no_critical_paths()
    {
        var nothing = new Dictionary<string, IReadOnlyList<string>>();

        Assert.Throws<ArgumentException>(() => Audience.Create(
            "a", nothing, critical: new Dictionary<string, IReadOnlyList<string>> { ["Flag"] = ["code"] }));
    }

    [Fact]
    public void A_critical_path_alone_shows_nothing_and_changes_the_hash()
    {
        var plain = Of(["status", "reaction"], []);
        var marked = Of(["status", "reaction"], ["reaction.description", "code"]);
        const string Resource = """{"resourceType":"AllergyIntolerance","reaction":[{"description":"d","extension":[{"url":"secret"}]}]}""";

        Assert.NotEqual(plain.Hash, marked.Hash);
        Assert.NotEqual(marked.Hash, Of(["status", "reaction"], ["code"]).Hash);
        Assert.Equal(Shape(Resource, plain), Shape(Resource, marked));
    }

    [Theory]
    [InlineData("extension(http://a/b)", """{"extension":[{"url":"http://a/b","valueString":"x"},{"url":"http://a","valueString":"y"}]}""", """{"extension":[{"url":"http://a/b","valueString":"x"}]}""", 1)]
    [InlineData("extension(http://a/b)", """{"extension":[{"valueString":"x","url":"http:\/\/a/b"}]}""", """{"extension":[{"valueString":"x","url":"http:\/\/a/b"}]}""", 0)]
    [InlineData("extension(http://a/b)", """{"extension":[{"url":"http://a/b","extension":[{"url":"c","valueCode":"d"}]}]}""", """{"extension":[{"url":"http://a/b","extension":[{"url":"c","valueCode":"d"}]}]}""", 0)]
    [InlineData("extension(http://a/b)", """{"extension":[{"url":"c","extension":[{"url":"http://a/b","valueCode":"d"}]}]}""", "{}", 1)]
    [InlineData("extension(http://a/b)", """{"extension":[{"valueString":"x"},"http://a/b",{"url":["http://a/b"]}]}""", "{}", 3)]
    [InlineData("extension(http://a/b)", """{"modifierExtension":[{"url":"http://a/b","valueString":"x"}]}""", """{"modifierExtension":[{"url":"urn:realtimecare:withheld","valueCode":"masked"}]}""", 1)]
    [InlineData("modifierExtension(u)", """{"modifierExtension":[{"url":"v","valueString":"x"},{"url":"u"}]}""", """{"modifierExtension":[{"url":"urn:realtimecare:withheld","valueCode":"masked"},{"url":"u"}]}""", 1)]
    [InlineData("code.extension(u)", """{"code":{"text":"t","extension":[{"url":"u"}]},"extension":[{"url":"u"}]}""", """{"code":{"extension":[{"url":"u"}]}}""", 2)]
    [InlineData("_status.extension(u)", """{"_status":{"id":"1","extension":[{"url":"u"},{"url":"v"}]}}""", """{"_status":{"extension":[{"url":"u"}]}}""", 2)]
    [InlineData("_given.extension(u)", """{"given":["a","b","c"],"_given":[null,{"extension":[{"url":"v"}]},{"extension":[{"url":"u"}]}]}""", """{"given":["a","b","c"],"_given":[null,null,{"extension":[{"url":"u"}]}]}""", 1)]
    [InlineData("_given.extension(u)", """{"given":["a"],"_given":[{"extension":[{"url":"v"}]}]}""", """{"given":["a"]}""", 1)]
    public void One_extension_is_named_by_its_url(string path, string members, string expected, int withheld)
    {
        var shape = Shape("""{"resourceType":"AllergyIntolerance",""" + members[1..], Of([path, "given"], []));

        var rest = expected == "{}" ? "}" : "," + expected[1..];
        Assert.Equal($$"""{"resourceType":"AllergyIntolerance"{{(withheld == 0 ? "" : Tag)}}{{rest}}""", shape.Resource.ToJson());
        Assert.Equal(withheld, shape.Withheld);
    }

    [Theory]
    [InlineData("extension()")]
    [InlineData("extension(a b)")]
    [InlineData("extension(a")]
    [InlineData("extension(a).url")]
    [InlineData("code(a)")]
    [InlineData("extension(a)b")]
    [InlineData("extension((a))")]
    public void An_extension_that_is_not_named_by_a_url_is_no_path(string path)
    {
        Assert.Throws<ArgumentException>(() => Of([path], []));
    }

    [Theory]
    [InlineData("code.extension.url", """{"code":{"extension":[{"url":"u","valueString":"secret"}]}}""")]
    [InlineData("code._text.id", """{"code":{"_text":{"id":"1","extension":[{"url":"secret"}],"more":"secret"}}}""")]
    [InlineData("code.data.id", """{"code":{"data":{"id":"1","more":"secret"}}}""")]
    public void What_must_be_named_is_not_shown_whole_because_something_below_it_is_named(string path, string members)
    {
        var shape = Shape("""{"resourceType":"AllergyIntolerance",""" + members[1..], Of(["code", path], []));

        Assert.DoesNotContain("secret", shape.Resource.ToJson(), StringComparison.Ordinal);
    }

    private static Audience Of(string[] paths, string[] critical) => Audience.Create(
        "test",
        new Dictionary<string, IReadOnlyList<string>> { ["AllergyIntolerance"] = paths },
        critical: new Dictionary<string, IReadOnlyList<string>> { ["AllergyIntolerance"] = critical });

    private static Shape Shape(string resource, Audience audience) => Shaper.Shape(Encoding.UTF8.GetBytes(resource), audience)!.Value;
}
