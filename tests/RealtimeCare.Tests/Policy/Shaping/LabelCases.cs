using System.Text;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>Who is cleared for which labels, and which labels make a resource restricted.</summary>
public sealed class LabelCases
{
    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private const string Act = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private const string Law = "http://terminology.hl7.org/CodeSystem/v3-ActUSPrivacyLaw";

    [Theory]
    [InlineData("U", "U", true)]
    [InlineData("U", "L", false)]
    [InlineData("L", "L", true)]
    [InlineData("L", "M", false)]
    [InlineData("M", "M", true)]
    [InlineData("M", "N", false)]
    [InlineData("N", "N", true)]
    [InlineData("N", "R", false)]
    [InlineData("R", "R", true)]
    [InlineData("R", "V", false)]
    [InlineData("V", "V", true)]
    [InlineData("V", "X", false)]
    [InlineData("V", "", false)]
    public void A_ceiling_holds_what_is_not_above_it(string ceiling, string label, bool isShaped)
    {
        Assert.Equal(isShaped, Shape(Labelled((Confidentiality, label)), Cleared(ceiling)) is not null);
    }

    [Theory]
    [InlineData("PSY", true)]
    [InlineData("ETH", true)]
    [InlineData("HIV", false)]
    [InlineData("psy", false)]
    [InlineData("NORDSCLCD", false)]
    [InlineData("ENCRYPT", true)]
    public void A_sensitivity_is_shown_only_to_those_who_are_cleared_for_it(string label, bool isShaped)
    {
        Assert.Equal(isShaped, Shape(Labelled((Act, label), (Confidentiality, "R")), Cleared("R", "PSY", "ETH")) is not null);
    }

    [Theory]
    [InlineData("PSY", "HIV")]
    [InlineData("HIV", "PSY")]
    public void Every_label_must_be_cleared(string one, string other)
    {
        Assert.Null(Shape(Labelled((Act, one), (Act, other)), Cleared("V", "PSY")));
    }

    [Theory]
    [InlineData("http://hospital/labels", "PSY")]
    [InlineData(Law, "HIPAAPsyNotes")]
    [InlineData(Confidentiality, "PSY")]
    public void No_clearance_holds_a_label_that_is_not_understood(string system, string code)
    {
        Assert.Null(Shape(Labelled((system, code)), Cleared("V", "PSY", "ETH")));
    }

    [Theory]
    [InlineData(Act, "ETH", true)]
    [InlineData(Act, "ETHUD", true)]
    [InlineData(Act, "OPIOIDUD", true)]
    [InlineData(Act, "PSY", false)]
    [InlineData(Law, "42CFRPart2", true)]
    [InlineData(Act, "42CFRPart2", true)]
    [InlineData(Confidentiality, "R", false)]
    public void What_is_shown_says_whether_it_is_under_part_2(string system, string code, bool hasPart2)
    {
        var label = Labelled((system, code));
        var bundle = $$"""{"resourceType":"Bundle","entry":[{"resource":{{label}}}]}""";
        var hidden = $$$"""{"resourceType":"Consent","status":"active","contained":[{"resourceType":"Specimen","meta":{"security":[{"system":"{{{system}}}","code":"{{{code}}}"}]}}]}""";
        var audience = Cleared("R", "PSY", "ETH", "ETHUD", "OPIOIDUD");

        Assert.Equal(hasPart2, Shape(label, audience)!.Value.HasPart2);
        Assert.Equal(hasPart2, Shape(bundle, audience)!.Value.HasPart2);
        Assert.False(Shape(hidden, audience)!.Value.HasPart2);
    }

    [Fact]
    public void The_laws_own_label_needs_clearance_for_what_the_law_is_about()
    {
        Assert.Null(Shape(Labelled((Law, "42CFRPart2")), Cleared("V", "PSY")));
    }

    [Fact]
    public void A_part_2_entry_that_is_dropped_leaves_no_notice()
    {
        var bundle = $$"""{"resourceType":"Bundle","entry":[{"resource":{{Labelled((Act, "ETH"), (Act, "HIV"))}}},{"resource":{{Labelled((Confidentiality, "N"))}}}]}""";

        var shape = Shape(bundle, Cleared("R", "ETH"))!.Value;

        Assert.False(shape.HasPart2);
        Assert.Equal(2, shape.Withheld);
    }

    [Fact]
    public void A_label_inside_forbids_the_object_in_which_it_stands()
    {
        const string Consent = """
            {"resourceType":"Consent","status":"active","provision":{"type":"permit","provision":[
            {"type":"deny","securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}]},
            {"type":"deny","securityLabel":[{"code":"N"}]}]}}
            """;

        Assert.Contains("PSY", Shape(Consent, Cleared("N", "PSY"))!.Value.Resource.ToJson(), StringComparison.Ordinal);
        var plain = Shape(Consent, Cleared("N"))!.Value;
        Assert.DoesNotContain("PSY", plain.Resource.ToJson(), StringComparison.Ordinal);
        Assert.Contains("""[{"type":"deny","securityLabel":[{"code":"N"}]}]""", plain.Resource.ToJson(), StringComparison.Ordinal);
        Assert.Equal(1, plain.Withheld);
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation"}""", false)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"code":"N"}]}}""", false)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"system":"http:\/\/terminology.hl7.org\/CodeSystem\/v3-ActReason","code":"HTEST"}]}}""", false)]
    [InlineData("""{"resourceType":"CapabilityStatement","meta":{},"rest":[{"security":{"cors":true}}]}""", false)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"code":"R"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"code":"N"},{"code":"\u0056"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SEX"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"system":"http://hospital","code":"N"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":[{"display":"secret"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"security":{"code":"N"}}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":[{"security":[{"code":"R"}]}]}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"extension":[{"valueMeta":{"security":[{"code":"V"}]}}],"security":[{"code":"N"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","meta":{"extension":[{"valueMeta":{}}],"security":[{"code":"V"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","met\u0061":{"security":[{"code":"V"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","contained":[{"resourceType":"Patient","meta":{"security":[{"code":"R"}]}}]}""", true)]
    [InlineData("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","entry":[{"resource":{"meta":{"security":[{"code":"R"}]},"resourceType":"Flag"}}]}}]}""", true)]
    [InlineData("""{"resourceType":"Composition","confidentiality":"N"}""", false)]
    [InlineData("""{"resourceType":"Composition","confidentiality":"R"}""", true)]
    [InlineData("""{"resourceType":"DocumentReference","securityLabel":[{"coding":[{"code":"N"}]}]}""", false)]
    [InlineData("""{"resourceType":"DocumentReference","securityLabel":[{"coding":[]}]}""", true)]
    [InlineData("""{"resourceType":"DocumentReference","securityLabel":[{"coding":[{"code":"N"}]},{"coding":[{"code":"L"},{"code":"V"}]}]}""", true)]
    [InlineData("""{"resourceType":"AuditEvent","entity":[{"securityLabel":[{"code":"V"}]}]}""", true)]
    [InlineData("""{"resourceType":"Observation","status":}""", true)]
    [InlineData("", true)]
    public void A_resource_is_restricted_when_any_label_in_it_is(string text, bool isRestricted)
    {
        Assert.Equal(isRestricted, LabelScan.IsRestricted(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void The_scan_allocates_nothing()
    {
        var resource = """{"resourceType":"Observation","meta":{"security":[{"system":"http:\/\/terminology.hl7.org/CodeSystem/v3-ActReason","code":"HTEST"}]},"status":"final"}"""u8;
        LabelScan.IsRestricted(resource);

        var before = GC.GetAllocatedBytesForCurrentThread();
        LabelScan.IsRestricted(resource);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation","category":[{"coding":[{"system":"s","code":"vital-signs"}]}],"status":"final"}""", true)]
    [InlineData("""{"resourceType":"Observation","status":"final","category":[{"text":"x"},{"coding":[{"code":"a"},{"code":"vital-signs","system":"s"}]}]}""", true)]
    [InlineData("""{"resourceType":"Observation","status":"final","category":{"coding":[{"system":"s","code":"vital-signs"}]}}""", true)]
    [InlineData("""{"resourceType":"Observation","status":"final"}""", false)]
    [InlineData("""{"resourceType":"Observation","status":"final","category":["vital-signs"]}""", false)]
    [InlineData("""{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"t","code":"vital-signs"}]}]}""", false)]
    [InlineData("""{"resourceType":"Observation","status":"final","category":[{"coding":[{"code":"vital-signs"}]}]}""", false)]
    [InlineData("""{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"s","code":"laboratory"},{"system":"s"},{"code":"vital-signs"}]}]}""", false)]
    public void Of_a_narrowed_type_only_resources_of_its_categories_are_shown(string resource, bool isShaped)
    {
        var categories = new Dictionary<string, IReadOnlySet<string>> { ["Observation"] = new HashSet<string> { "s|vital-signs", "s|survey" } };
        var all = Cleared("N");
        var narrowed = all.Limit(all.Limits with { Categories = categories });
        var bundle = $$$"""{"resourceType":"Bundle","entry":[{"resource":{{{resource}}}},{"resource":{"resourceType":"Consent"}}]}""";
        var inside = $$"""{"resourceType":"Consent","contained":[{{resource}}]}""";

        Assert.NotNull(Shape(resource, all));
        Assert.Equal(isShaped, Shape(resource, narrowed) is not null);
        Assert.Equal(isShaped, Shape(bundle, narrowed)!.Value.Resource.ToJson().Contains("final", StringComparison.Ordinal));
        Assert.Equal(isShaped, Shape(inside, narrowed)!.Value.Resource.ToJson().Contains("final", StringComparison.Ordinal));
        Assert.NotEqual(all.Hash, narrowed.Hash);
    }

    [Fact]
    public void An_empty_audience_learns_only_that_there_is_something()
    {
        var nothing = new Dictionary<string, IReadOnlyList<string>>();
        var locked = Audience.Create("lock-screen", nothing, isEmpty: true);
        var withoutFlags = locked.Limit(locked.Limits with { WithoutTypes = new HashSet<string> { "Flag" } });

        Assert.Equal(new Shape(new("{}"u8.ToArray()), 0), Shape("""{"resourceType":"Flag","id":"f","meta":{"versionId":"1"},"status":"active"}""", locked));
        Assert.Null(Shape(Labelled((Confidentiality, "R")), locked));
        Assert.Null(Shape("""{"resourceType":"Flag","id":"f"}""", withoutFlags));
        Assert.Null(Shape("""{"resourceType":"Flag","id":""", locked));
        Assert.True(locked.Sees("Flag"));
        Assert.False(withoutFlags.Sees("Flag"));
        Assert.NotEqual(locked.Hash, Audience.Create("none", nothing).Hash);
        Assert.Throws<ArgumentException>(() => Audience.Create("a", new Dictionary<string, IReadOnlyList<string>> { ["Flag"] = [] }, isEmpty: true));
    }

    private static string Labelled(params (string System, string Code)[] labels) =>
        $$$"""{"resourceType":"Observation","status":"final","meta":{"security":[{{{string.Join(',', labels.Select(l => $$"""{"system":"{{l.System}}","code":"{{l.Code}}"}"""))}}}]}}""";

    private static Audience Cleared(string ceiling, params string[] sensitivities) => Audience.Create(
        "test",
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["Observation"] = ["status"],
            ["Bundle"] = ["entry"],
            ["Consent"] = ["status", "provision", "contained"],
        },
        ceiling,
        sensitivities.ToHashSet());

    private static Shape? Shape(string resource, Audience audience) => Shaper.Shape(Encoding.UTF8.GetBytes(resource), audience);
}
