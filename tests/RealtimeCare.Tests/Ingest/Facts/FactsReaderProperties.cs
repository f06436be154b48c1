using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using RealtimeCare.Server.Ingest.Facts;

namespace RealtimeCare.Tests.Ingest.Facts;

/// <summary>Resources that were bent at random: nothing breaks the reader, and bending never makes a denial narrower.</summary>
public sealed class FactsReaderProperties
{
    private const long Many = 3000;

    private static readonly string[] Whole =
    [
        """{"resourceType":"CareTeam","id":"7","status":"active","subject":{"reference":"Patient/p"},"period":{"start":"2026","end":"2027"},"participant":[{"member":{"reference":"Practitioner/n-1"},"period":{"end":"2026-05"}},{"member":{"reference":"Organization/1"}}]}""",
        """{"resourceType":"Encounter","id":"7","status":"in-progress","class":{"code":"IMP"},"subject":{"identifier":{"system":"urn:mrn","value":"1"}},"participant":[{"individual":{"reference":"Practitioner/n-1"}}],"location":[{"location":{"reference":"Location/3"},"status":"active"}]}""",
        """{"resourceType":"PractitionerRole","id":"7","active":true,"practitioner":{"reference":"Practitioner/n-1"},"organization":{"reference":"Organization/1"},"location":[{"reference":"Location/3"}]}""",
        """{"resourceType":"RelatedPerson","id":"7","active":true,"patient":{"reference":"Patient/p"},"identifier":[{"system":"urn:realtimecare:user","value":"u-1"}]}""",
        """{"resourceType":"Patient","id":"7","identifier":[{"system":"urn:mrn","value":"1"}],"generalPractitioner":[{"reference":"Practitioner/n-1"}]}""",
        """{"resourceType":"Consent","id":"7","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],"patient":{"reference":"Patient/p"},"provision":{"type":"permit","provision":[{"type":"deny","actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"reference":{"reference":"Organization/1"}},{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"reference":{"reference":"Organization/2"}}],"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Condition"},{"system":"http://hl7.org/fhir/resource-types","code":"Procedure"}],"securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"ETH"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}],"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HPAYMT"}]}]}}""",
    ];

    private static readonly string?[] Bends = [null, "\"\"", "\"x\"", "\"Practitioner/\"", "\"Patient/../x\"", "true", "-1", "{}", "[]", "[null]", "\"9999-12-31\"", "\"\\ud800\""];

    private static readonly Gen<string> Bent = Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Int[0, 200], Gen.Int[0, Bends.Length - 1], Gen.Int[0, 200], Gen.Int[0, Bends.Length - 1])
        .Select((which, where, how, where2, how2) => Bend(Bend(Whole[which], where, Bends[how]), where2, Bends[how2]));

    [Fact]
    public void Nothing_breaks_the_reader_and_what_it_takes_names_its_source() => Bent.Sample(
        json =>
        {
            var read = FactsReader.Read(Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch);
            if (!read.IsValid) return read.Problem.Code is Contracts.Codes.ErrorCode.InvalidResource;
            var facts = Assert.Single(read.Value);
            return facts.Source.EndsWith("/7", StringComparison.Ordinal) || facts.Source.Split('/') is [_, { Length: > 0 }];
        },
        iter: Many);

    // Bent, not taken out: one that names less is another denial.
    [Fact]
    public void What_happens_to_an_item_of_a_denial_never_makes_it_narrower() => Gen.Select(Gen.Int[0, 200], Gen.Int[1, Bends.Length - 1]).Sample(
        (where, how) =>
        {
            var bent = Bend(Whole[^1], where, Bends[how]);
            var read = FactsReader.Read(Encoding.UTF8.GetBytes(bent), DateTimeOffset.UnixEpoch);
            // Refused, no consent in force any more, or the exception itself is gone: nobody is told less than it says.
            if (!read.IsValid || read.Value[0].Consent is not { Exceptions: [{ Permits: false } denial] }) return true;
            return IsWhole(denial.Actors, "Organization/1") && IsWhole(denial.ResourceTypes, "Condition") && IsWhole(denial.Labels, "ETH") && IsWhole(denial.Purposes, "TREAT");
        },
        iter: Many);

    // It names what stood there, or nothing, which means everything.
    private static bool IsWhole(IReadOnlyList<string> items, string item) => items.Count == 0 || items.Contains(item);

    /// <summary>The same JSON with one node taken out or replaced.</summary>
    private static string Bend(string json, int where, string? by)
    {
        JsonNode root;
        try
        {
            root = JsonNode.Parse(json)!;
        }
        catch (JsonException)
        {
            return json;
        }

        var nodes = Below(root).ToList();
        if (nodes.Count == 0) return json;
        var (parent, key) = nodes[where % nodes.Count];
        var value = by is null or "\"\\ud800\"" ? null : JsonNode.Parse(by);
        if (parent is JsonObject item) Set(item, key, value, by is null);
        else if (by is null) parent.AsArray().RemoveAt(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture));
        else parent[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] = value;
        return root.ToJsonString();
    }

    private static void Set(JsonObject item, string key, JsonNode? value, bool isTakenOut)
    {
        if (isTakenOut) item.Remove(key);
        else item[key] = value;
    }

    private static IEnumerable<(JsonNode Parent, string Key)> Below(JsonNode? node)
    {
        if (node is JsonObject item)
            foreach (var (key, child) in item.ToList())
            {
                yield return (item, key);
                foreach (var one in Below(child)) yield return one;
            }
        else if (node is JsonArray list)
            for (var i = 0; i < list.Count; i++)
            {
                yield return (list, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                foreach (var one in Below(list[i])) yield return one;
            }
    }
}
