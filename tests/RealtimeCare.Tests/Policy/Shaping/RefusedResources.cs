using System.Text;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

public sealed class RefusedResources
{
    private static readonly Audience Everyone = ShaperCases.Of(
        ("Observation", ["status", "code", "contained", "meta"]), ("Specimen", ["type"]), ("Bundle", ["entry"]), ("Composition", ["title"]),
        ("DocumentReference", ["status"]));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"Observation\"")]
    [InlineData("{}")]
    [InlineData("""{"id":"o"}""")]
    [InlineData("""{"resourceType":"Observation" """)]
    [InlineData("""{"resourceType":"Observation","status":}""")]
    [InlineData("""{"resourceType":"Observation"}x""")]
    [InlineData("""{"resourceType":"Observation"}{}""")]
    [InlineData("""{"resourceType":"Observation",}""")]
    [InlineData("""{"resourceType":"Observation"/* why */}""")]
    [InlineData("\ufeff{\"resourceType\":\"Observation\"}")]
    [InlineData("""{"resourceType":["Observation"]}""")]
    [InlineData("""{"resourceType":"Obser\u0076ation"}""")]
    [InlineData("""{"resourceType":"Observation","resourceType":"Observation"}""")]
    [InlineData("""{"resourceType":"Observation","resource\u0054ype":"Observation"}""")]
    [InlineData("""{"resourceType":"Observation","status":"a","status":"b"}""")]
    [InlineData("""{"resourceType":"Observation","note":"a","note":"b"}""")]
    [InlineData("""{"resourceType":"Observation","code":{"text":"a","x":1,"text":"b"}}""")]
    [InlineData("""{"resourceType":"Observation","code":{"\u0074ext":"a"}}""")]
    [InlineData("""{"resourceType":"Observation","code":{"resourceType":"Specimen"}}""")]
    [InlineData("""{"resourceType":"Observation","id":7}""")]
    [InlineData("""{"resourceType":"Observation","meta":[]}""")]
    [InlineData("""{"resourceType":"Observation","meta":{"tag":{"code":"x"}}}""")]
    [InlineData("""{"resourceType":"Observation","contained":["x"]}""")]
    [InlineData("""{"resourceType":"Observation","contained":[{"id":"x"}]}""")]
    public void Text_that_is_not_one_plain_resource_is_not_shaped(string text)
    {
        Assert.Null(Shaper.Shape(Encoding.UTF8.GetBytes(text), Everyone));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_not_shaped()
    {
        Assert.Null(Shaper.Shape([.. "{\"resourceType\":\"Observation\",\"status\":\""u8, 0xC3, .. "\"}"u8], Everyone));
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void Nesting_ends_at_64(int depth, bool isShaped)
    {
        var text = $$"""{"resourceType":"Observation","code":{{new string('[', depth)}}1{{new string(']', depth)}}}""";

        Assert.Equal(isShaped, Shaper.Shape(Encoding.UTF8.GetBytes(text), Everyone) is not null);
    }

    [Fact]
    public void An_object_of_very_many_members_is_not_shaped()
    {
        var members = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"a{i}\":1"));

        Assert.Null(Shaper.Shape(Encoding.UTF8.GetBytes("""{"resourceType":"Observation","code":{""" + members + "}}"), Everyone));
    }

    [Fact]
    public void Many_withheld_modifiers_make_the_shape_longer_than_the_resource()
    {
        var items = string.Join(',', Enumerable.Repeat("{\"modifierExtension\":1}", 5_000));

        var shape = Shaper.Shape(Encoding.UTF8.GetBytes($$"""{"resourceType":"Observation","code":[{{items}}]}"""), Everyone)!.Value;

        Assert.Equal(5_000, shape.Withheld);
        Assert.Equal(5_000, shape.Resource.ToDocument().RootElement.GetProperty("code").GetArrayLength());
    }

    [Theory]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"N"}]""", true)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"L"}]""", true)]
    [InlineData("""[{"code":"N"}]""", true)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HTEST"}]""", true)]
    [InlineData("""[]""", true)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"V"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"\u0056"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"NV"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]""", false)]
    [InlineData("""[{"code":"N"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"ETH"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HIV"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SEX"}]""", false)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActUSPrivacyLaw","code":"42CFRPart2"}]""", false)]
    [InlineData("""[{"system":"http://hospital/labels","code":"N"}]""", false)]
    [InlineData("""[{"code":"N","code":"V"}]""", false)]
    [InlineData("""{"code":"N"}""", false)]
    [InlineData("""["N"]""", false)]
    [InlineData("""[{"code":"\ud800"}]""", false)]
    public void A_label_above_the_ceiling_or_not_understood_forbids_the_resource(string labels, bool isShaped)
    {
        var alone = $$$"""{"resourceType":"Observation","status":"final","meta":{"security":{{{labels}}}}}""";
        var inEntry = $$"""{"resourceType":"Bundle","entry":[{"resource":{{alone}}}]}""";
        var inside = $$"""{"resourceType":"Observation","contained":[{"resourceType":"Specimen","type":{"text":"secret"},"meta":{"security":{{labels}}},"note":[]}]}""";

        Assert.Equal(isShaped, Shaper.Shape(Encoding.UTF8.GetBytes(alone), Everyone) is not null);
        Assert.Equal(isShaped, Shaper.Shape(Encoding.UTF8.GetBytes(inEntry), Everyone)?.Resource.ToJson().Contains("final", StringComparison.Ordinal) ?? false);
        Assert.Equal(isShaped, Shaper.Shape(Encoding.UTF8.GetBytes(inside), Everyone)?.Resource.ToJson().Contains("secret", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("""{"resourceType":"Composition","title":"t","confidentiality":"N"}""", true)]
    [InlineData("""{"resourceType":"Composition","title":"t","confidentiality":"R"}""", false)]
    [InlineData("""{"resourceType":"Composition","title":"t","confidentiality":["N"]}""", false)]
    [InlineData("""{"resourceType":"DocumentReference","securityLabel":[{"text":"x","coding":[{"code":"N"}]}]}""", true)]
    [InlineData("""{"resourceType":"DocumentReference","securityLabel":[{"coding":[{"code":"N"}]},{"coding":[{"code":"V"}]}]}""", false)]
    [InlineData("""{"resourceType":"DocumentReference","securityLabel":[{"text":"very secret"}]}""", false)]
    public void Labels_outside_meta_forbid_as_well(string text, bool isShaped)
    {
        Assert.Equal(isShaped, Shaper.Shape(Encoding.UTF8.GetBytes(text), Everyone) is not null);
    }

    [Fact]
    public void A_higher_ceiling_shows_what_is_labelled_restricted()
    {
        var elements = new Dictionary<string, IReadOnlyList<string>> { ["Observation"] = ["status"] };
        var resource = """{"resourceType":"Observation","status":"final","meta":{"security":[{"code":"R"}]}}"""u8;

        Assert.NotNull(Shaper.Shape(resource, Audience.Create("restricted", elements, "R")));
        Assert.Null(Shaper.Shape(resource, Audience.Create("normal", elements)));
    }

    [Fact]
    public void An_audience_of_no_known_ceiling_or_path_is_not_made()
    {
        Assert.Throws<ArgumentException>(() => Audience.Create("a", new Dictionary<string, IReadOnlyList<string>>(), "X"));
        Assert.Throws<ArgumentException>(() => ShaperCases.Of(("Observation", ["Status"])));
    }
}
