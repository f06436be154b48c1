using System.Text;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>One hard case each, with every byte that comes out.</summary>
public sealed class ShaperCases
{
    private const string Tag = """{"tag":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}]}""";

    [Fact]
    public void What_is_allowed_whole_comes_out_byte_for_byte_without_white_space()
    {
        var shape = Shape(
            """
            { "resourceType" : "Observation", "id" : "o\u0031",
              "status" : "fin\u0061l\/", "valueQuantity" : { "value" : 72.500, "low": -1.0E+2 } }
            """,
            "status", "value[x]");

        Assert.Equal("""{"resourceType":"Observation","id":"o\u0031","status":"fin\u0061l\/","valueQuantity":{"value":72.500,"low":-1.0E+2}}""", shape.Text);
        Assert.Equal(0, shape.Withheld);
    }

    [Fact]
    public void What_is_withheld_is_counted_once_with_everything_below_it_and_tagged()
    {
        var shape = Shape("""{"resourceType":"Observation","id":"o","status":"final","note":[{"text":"a"},{"text":"b"}],"code":{"text":"c"}}""", "status");

        Assert.Equal($$"""{"resourceType":"Observation","id":"o","meta":{{Tag}},"status":"final"}""", shape.Text);
        Assert.Equal(2, shape.Withheld);
    }

    [Theory]
    [InlineData("\"meta\":{\"versionId\":\"7\"}", "\"meta\":{\"versionId\":\"7\",\"tag\":[{S}]}", 1)]
    [InlineData("\"meta\":{\"tag\":[{\"code\":\"x\"}],\"versionId\":\"7\"}", "\"meta\":{\"tag\":[{\"code\":\"x\"},{S}],\"versionId\":\"7\"}", 1)]
    [InlineData("\"meta\":{\"tag\":[{S}]}", "\"meta\":{\"tag\":[{S}]}", 1)]
    [InlineData("\"meta\":{\"tag\":[]}", "\"meta\":{\"tag\":[{S}]}", 1)]
    [InlineData("\"meta\":{\"source\":\"x\"}", "\"meta\":{\"tag\":[{S}]}", 2)]
    [InlineData("\"meta\":{\"security\":[{\"code\":\"N\"}]}", "\"meta\":{\"tag\":[{S}]}", 2)]
    public void The_tag_joins_what_is_kept_of_meta(string meta, string expected, int withheld)
    {
        const string Subsetted = "\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"SUBSETTED\"";
        var shape = Shape($$"""{"resourceType":"Observation",{{meta.Replace("S", Subsetted, StringComparison.Ordinal)}},"note":[]}""", "meta.tag", "meta.versionId");

        Assert.Equal($$"""{"resourceType":"Observation",{{expected.Replace("S", Subsetted, StringComparison.Ordinal)}}}""", shape.Text);
        Assert.Equal(withheld, shape.Withheld);
    }

    [Fact]
    public void The_type_comes_first_wherever_it_stood()
    {
        Assert.Equal(
            """{"resourceType":"Observation","status":"final","id":"o"}""",
            Shape("""{"status":"final","id":"o","resourceType":"Observation"}""", "status").Text);
    }

    [Theory]
    [InlineData("valueQuantity", true)]
    [InlineData("valueSampledData", true)]
    [InlineData("value", false)]
    [InlineData("valueset", false)]
    [InlineData("valueQuantityMore", false)]
    [InlineData("_valueQuantity", false)]
    public void A_choice_is_an_element_with_a_data_type_behind_it(string name, bool isSeen)
    {
        Assert.Equal(isSeen ? 0 : 1, Shape($$"""{"resourceType":"Observation","{{name}}":"x"}""", "value[x]").Withheld);
    }

    [Theory]
    [InlineData("""{"code":{"text":"a","extension":[{"url":"u"}],"coding":[{"code":"c","_code":{"id":"1"}}]}}""", """{"code":{"text":"a","coding":[{"code":"c"}]}}""", 2)]
    [InlineData("""{"code":{"photo":{"contentType":"a","data":"AAAA"}}}""", """{"code":{"photo":{"contentType":"a"}}}""", 1)]
    [InlineData("""{"code":{"x":{"valueSampledData":{"data":"1 2"}}}}""", """{"code":{"x":{"valueSampledData":{"data":"1 2"}}}}""", 0)]
    [InlineData("""{"valueSampledData":{"data":"1 2"}}""", """{"valueSampledData":{"data":"1 2"}}""", 0)]
    [InlineData("""{"code":{"contained":[{"x":1}],"valueMeta":{"security":[]}}}""", "{}", 2)]
    [InlineData("""{"subject":{"reference":"a","display":"b"}}""", """{"subject":{"reference":"a"}}""", 1)]
    [InlineData("""{"subject":[{"display":"b"},{"reference":"a"}]}""", """{"subject":[{"reference":"a"}]}""", 1)]
    [InlineData("""{"subject":"text"}""", "{}", 1)]
    [InlineData("""{"code":null,"note":null}""", "{}", 0)]
    [InlineData("""{"code":{},"status":[]}""", "{}", 0)]
    [InlineData("""{"code":["a",null,[["b"],[]],{}]}""", """{"code":["a",[["b"]]]}""", 0)]
    [InlineData("""{"given":["a",null],"_given":[null,{"extension":[{"url":"u","extension":[{"url":"v"}]}]}]}""", """{"given":["a",null],"_given":[null,{"extension":[{"url":"u","extension":[{"url":"v"}]}]}]}""", 0)]
    [InlineData("""{"text":{"div":"<div/>"}}""", "{}", 1)]
    [InlineData("""{"status":"a","_status":{"extension":[{"url":"u"}]}}""", """{"status":"a"}""", 1)]
    public void Only_what_is_named_remains(string members, string expected, int withheld)
    {
        var shape = Shape(
            """{"resourceType":"Observation",""" + members[1..], "code", "status", "value[x]", "subject.reference", "given", "_given");

        var meta = withheld == 0 ? "" : $",\"meta\":{Tag}";
        Assert.Equal($$"""{"resourceType":"Observation"{{meta}}{{(expected == "{}" ? "}" : "," + expected[1..])}}""", shape.Text);
        Assert.Equal(withheld, shape.Withheld);
    }

    [Fact]
    public void A_withheld_modifier_leaves_a_marker_where_it_stood()
    {
        var shape = Shape("""{"resourceType":"Observation","code":{"modifierExtension":[{"url":"u","valueString":"secret"}],"text":"a"}}""", "code");

        Assert.Equal(
            $$$"""{"resourceType":"Observation","meta":{{{Tag}}},"code":{"modifierExtension":[{"url":"urn:realtimecare:withheld","valueCode":"masked"}],"text":"a"}}""",
            shape.Text);
    }

    [Fact]
    public void Contained_resources_follow_the_rule_of_their_own_type()
    {
        const string Resource = """
            {"resourceType":"Observation","contained":[{"resourceType":"Specimen","id":"s","type":{"text":"a"},"note":[{"text":"b"}]},
            {"resourceType":"Patient","id":"p"}]}
            """;
        var audience = Of(("Observation", ["contained"]), ("Specimen", ["type"]));

        var shape = Shaper.Shape(Encoding.UTF8.GetBytes(Resource), audience)!.Value;

        Assert.Equal(
            $$$"""{"resourceType":"Observation","meta":{{{Tag}}},"contained":[{"resourceType":"Specimen","id":"s","type":{"text":"a"}}]}""", shape.Resource.ToJson());
        Assert.Equal(2, shape.Withheld);
    }

    [Fact]
    public void Entries_follow_the_rule_of_their_own_type_and_go_with_their_resource()
    {
        const string Resource = """
            {"resourceType":"Bundle","entry":[{"fullUrl":"1","resource":{"resourceType":"Patient","id":"p"},"request":{"url":"x"}},
            {"resource":{"id":"o","resourceType":"Observation","status":"final","note":[]},"fullUrl":"2"}]}
            """;
        var audience = Of(("Bundle", ["entry"]), ("Observation", ["status"]));

        var shape = Shaper.Shape(Encoding.UTF8.GetBytes(Resource), audience)!.Value;

        Assert.Equal(
            $$"""{"resourceType":"Bundle","meta":{{Tag}},"entry":[{"resource":{"resourceType":"Observation","id":"o","meta":{{Tag}},"status":"final"},"fullUrl":"2"}]}""",
            shape.Resource.ToJson());
        Assert.Equal(2, shape.Withheld);
    }

    [Fact]
    public void A_type_that_is_not_named_is_not_seen_at_all()
    {
        Assert.Null(Shaper.Shape("""{"resourceType":"Patient","id":"p"}"""u8, Of(("Observation", ["status"]))));
    }

    [Fact]
    public void The_bytes_of_a_shape_are_its_only_allocation()
    {
        var resource = """{"resourceType":"Observation","meta":{"security":[{"code":"N"}]},"status":"final","note":[{"text":"a"}],"code":{"text":"c"}}"""u8;
        var audience = Of(("Observation", ["status", "code"]));
        var length = Shaper.Shape(resource, audience)!.Value.Resource.Utf8.Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Shaper.Shape(resource, audience);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, length, length + 32);
    }

    [Theory]
    [InlineData("""{"given":["a",null],"_given":[{"id":"1"},{"id":"2"}]}""", """{"given":["a",null],"_given":[null,M]}""", 2)]
    [InlineData("""{"_given":[{"id":"1"},{"id":"2"}],"given":["a",null]}""", """{"_given":[M,M],"given":["a",null]}""", 2)]
    [InlineData("""{"given":["a","b"],"_given":[{"id":"1"},null]}""", """{"given":["a","b"]}""", 1)]
    public void A_place_where_a_companion_stood_alone_is_marked(string members, string expected, int withheld)
    {
        const string Masked = """{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}""";

        var shape = Shape("""{"resourceType":"Observation",""" + members[1..], "given", "_given.extension(u)");

        var rest = expected[1..].Replace("M", Masked, StringComparison.Ordinal);
        Assert.Equal($$"""{"resourceType":"Observation","meta":{{Tag}},{{rest}}""", shape.Text);
        Assert.Equal(withheld, shape.Withheld);
    }

    internal static Audience Of(params (string Type, string[] Paths)[] rules) =>
        Audience.Create("test", rules.ToDictionary(r => r.Type, r => (IReadOnlyList<string>)r.Paths));

    private static (string Text, int Withheld) Shape(string resource, params string[] paths)
    {
        var shape = Shaper.Shape(Encoding.UTF8.GetBytes(resource), Of(("Observation", paths)))!.Value;
        return (shape.Resource.ToJson(), shape.Withheld);
    }
}
