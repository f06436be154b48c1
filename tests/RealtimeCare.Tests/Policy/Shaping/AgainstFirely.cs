using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>The shaper against an oracle over Firely's object model: the same resource comes out, and it is valid FHIR.</summary>
public sealed class AgainstFirely
{
    private const string Missing = "PVAL105";

    private static readonly Audience Marked = Audience.Create(
        "marked",
        FirelyResources.Types.ToDictionary(t => t, IReadOnlyList<string> (t) =>
        [
            "meta", "status", "code.coding.code", "code.extension(http://example.org/a.b)", "extension(http://example.org/c)", "value[x]",
            "modifierExtension(http://example.org/c)", "name.given", "name._given.extension(http://example.org/a.b)", "contained", "category",
            "_birthDate", "identifier.system", "component", "note.author[x]", "entry", "provision", "subject.reference", "photo",
        ]),
        "R",
        critical: FirelyResources.Types.ToDictionary(
            t => t, IReadOnlyList<string> (t) => ["code", "criticality", "severity", "note", "effective[x]", "deceased[x]", "subject", "name.family", "text"]));

    public static TheoryData<string> Audiences =>
        [.. AccessPolicy.Default.Audiences.Where(a => !a.IsEmpty).Select(a => a.Name), "marked"];

    [Theory]
    [MemberData(nameof(Audiences))]
    public void Every_sample_is_shaped_as_Firely_would_and_stays_valid(string name)
    {
        // The largest bundles hold nothing that the others do not, and Firely takes its time over them.
        foreach (var (file, utf8) in SampleResources.All.Where(s => s.Utf8.Length < 100_000)) AssertSame(utf8, Find(name), file);
    }

    [Theory]
    [MemberData(nameof(Audiences))]
    public void Generated_resources_of_every_type_are_shaped_as_Firely_would(string name)
    {
        var audience = Find(name);
        var seed = 0;
        foreach (var type in FirelyResources.Types.SelectMany(t => Enumerable.Repeat(t, name == "marked" ? 8 : 3)))
        {
            var what = $"{type} of seed {++seed}";
            AssertSame(Serialize(new FirelyResources(seed).Make(type)), audience, what);
        }
    }

    [Fact]
    public void A_generated_resource_is_restricted_just_when_a_label_above_normal_is_in_it()
    {
        // These two have labels of a form of their own, which is not understood.
        var seed = 0;
        foreach (var type in FirelyResources.Types.Where(t => t is not ("Contract" or "MedicinalProductIngredient")).SelectMany(t => Enumerable.Repeat(t, 4)))
        {
            var utf8 = Serialize(new FirelyResources(++seed).Make(type));
            Assert.True(utf8.AsSpan().IndexOf("\"R\""u8) >= 0 == LabelScan.IsRestricted(utf8), $"{type} of seed {seed}");
        }
    }

    private static Audience Find(string name) => name == "marked" ? Marked : AccessPolicy.Default.FindAudience(name)!;

    private static void AssertSame(byte[] utf8, Audience audience, string what)
    {
        var expected = Read(utf8, out var known);
        var isSeen = FirelyOracle.Shape(expected, audience);
        var shape = Shaper.Shape(utf8, audience);

        Assert.True(isSeen == shape is not null, $"one sees it and the other does not: {what}");
        if (shape is null) return;
        var wanted = JsonNode.Parse(Serialize(expected));
        var shown = shape.Value.Resource;
        Assert.True(JsonNode.DeepEquals(wanted, JsonNode.Parse(shown.Utf8.Span)), $"differs: {what}\n{wanted}\n{shown.ToJson()}");
        Read(shown.Utf8.Span, out var issues);
        Assert.True(issues.IsSubsetOf(known.Append(Missing)), $"is not valid: {what}: {string.Join(' ', issues)}\n{shown.ToJson()}");
    }

    private static Resource Read(ReadOnlySpan<byte> utf8, out HashSet<string> issues)
    {
        var reader = new Utf8JsonReader(utf8);
        FhirJsonDeserializer.STRICT.TryDeserializeResource(ref reader, out var resource, out var found);
        issues = [.. found.Select(i => i.ErrorCode)];
        return resource!;
    }

    private static byte[] Serialize(Resource resource)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) FhirJsonSerializer.Default.Serialize(resource, writer, null);
        return stream.ToArray();
    }
}
