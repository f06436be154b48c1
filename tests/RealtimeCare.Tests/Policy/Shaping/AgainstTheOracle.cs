using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

public sealed class AgainstTheOracle
{
    private static readonly Audience Odd = Audience.Create("odd", new Dictionary<string, IReadOnlyList<string>>
    {
        ["Observation"] =
        [
            "meta", "meta.security", "_status", "status", "code.coding.code", "code.extension", "value[x]", "component.value[x]", "contained",
            "component.modifierExtension", "effectivePeriod.start", "performer", "performer.data", "_performer", "text",
        ],
        ["Specimen"] = ["meta.tag", "note", "collection.data"],
        ["Bundle"] = ["entry", "type"],
    });

    private static readonly string[] Names =
    [
        "status", "_status", "code", "coding", "extension", "modifierExtension", "valueQuantity", "valueString", "valueSampledData", "valueMeta",
        "valueStringent", "value", "data", "component", "effectivePeriod", "start", "end", "performer", "_performer", "text", "note", "collection",
        "type", "entry", "url", "id", "security",
    ];

    private static readonly string[] Metas =
    [
        """{"profile":["p"],"security":[{"code":"N"}]}""",
        """{"tag":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}]}""",
        """{"security":[{"code":"R"}],"tag":[{"code":"a"}]}""",
    ];

    private static readonly Gen<string> Leaves = Gen.OneOf(
        Gen.Int[0, 99].Select(i => i.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[0, 99].Select(i => $"\"text {i}\""),
        Gen.Const("true"),
        Gen.Const("null"),
        Gen.Const("{}"),
        Gen.Const("[]"));

    private static readonly Gen<string> Values = Nest(Nest(Nest(Leaves)));

    private static readonly Gen<string> Contained = Values.Select(members => $$"""{"resourceType":"Specimen","id":"s","collection":{{members}}}""");

    private static readonly Gen<string> Resources =
        Gen.Select(Gen.Int[0, 2], Members(Values), Contained.Array[0, 2], Gen.Int[0, 3]).Select((kind, members, contained, meta) =>
        {
            var more = members.Length == 0 ? "" : "," + members;
            var inside = contained.Length == 0 ? "" : $",\"contained\":[{string.Join(',', contained)}]";
            var tag = meta == 3 ? "" : $",\"meta\":{Metas[meta]}";
            var observation = $$"""{"resourceType":"Observation","id":"x"{{tag}}{{inside}}{{more}}}""";
            return kind == 0
                ? observation
                : $$"""{"resourceType":"Bundle","entry":[{"fullUrl":"u","resource":{{observation}}},{"resource":{"resourceType":"Person"},"link":{{members.Length}}}]}""";
        });

    public static TheoryData<string> Audiences => ["physician", "bedside-nurse", "registration", "service-id-only", "odd"];

    [Theory]
    [MemberData(nameof(Audiences))]
    public void Every_sample_is_shaped_as_the_oracle_does(string name)
    {
        foreach (var (file, utf8) in SampleResources.All) AssertSame(utf8, Find(name), file);
    }

    [Theory]
    [MemberData(nameof(Audiences))]
    public void No_canary_in_a_withheld_leaf_is_ever_in_the_shape(string name)
    {
        var audience = Find(name);
        foreach (var (file, utf8) in SampleResources.All)
        {
            var planted = new Canaries();
            var resource = planted.Plant(JsonNode.Parse(utf8)!.AsObject());
            var shape = Shaper.Shape(Encoding.UTF8.GetBytes(resource.ToJsonString()), audience);
            var expected = Canaries.In(new ShapeOracle(audience).Shape(resource)?.ToJsonString() ?? "");

            var seen = Canaries.In(shape?.Resource.ToJson() ?? "");
            Assert.True(expected.SetEquals(seen), $"{file}: not the leaves that {name} may see");
            if (name != "odd") Assert.DoesNotContain(seen, planted.MustNeverShow.Contains);
        }
    }

    [Fact]
    public void Any_tree_of_members_is_shaped_as_the_oracle_does()
    {
        Resources.Sample(resource => AssertSame(Encoding.UTF8.GetBytes(resource!), Odd, resource!), iter: 5_000);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        Assert.All(SampleResources.All, sample => Assert.Equal(
            Shaper.Shape(sample.Utf8, Find("physician")), Shaper.Shape(sample.Utf8, Find("physician"))));
    }

    private static Gen<string> Nest(Gen<string> inner) => Gen.OneOf(
        inner,
        Leaves,
        Members(inner).Select(members => $"{{{members}}}"),
        inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"));

    private static Gen<string> Members(Gen<string> values) =>
        Gen.Select(Gen.Int[0, Names.Length - 1].Array[0, 5], values.Array[5]).Select((names, items) =>
            string.Join(',', names.Distinct().Where(n => Names[n] != "id").Zip(items, (n, item) => $"\"{Names[n]}\":{item}")));

    private static Audience Find(string name) => name == "odd" ? Odd : AccessPolicy.Default.FindAudience(name)!;

    private static void AssertSame(byte[] utf8, Audience audience, string what)
    {
        var oracle = new ShapeOracle(audience);
        var expected = oracle.Shape(JsonNode.Parse(utf8)!.AsObject());
        var shaped = Shaper.Shape(utf8, audience);

        Assert.True(expected is null == shaped is null, $"one sees it and the other does not: {what}");
        if (shaped is not { } shape) return;
        using var parsed = JsonDocument.Parse(shape.Resource.Utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(shape.Resource.Utf8.Span)), $"differs: {what}\n{expected}\n{shape.Resource.ToJson()}");
        Assert.True(oracle.Withheld == shape.Withheld, $"counts {shape.Withheld} and not {oracle.Withheld}: {what}");
    }
}
