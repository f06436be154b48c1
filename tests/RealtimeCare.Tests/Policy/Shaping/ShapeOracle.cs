using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>The shaper once more: over an object model, from the documented rules alone, slow and plain.</summary>
internal sealed partial class ShapeOracle(Audience audience)
{
    private const string TagSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    public int Withheld { get; private set; }

    public JsonObject? Shape(JsonObject resource, bool isContained = false)
    {
        if ((string?)resource["resourceType"] is not { } type || !audience.Elements.TryGetValue(type, out var rules)) return null;
        if (resource["meta"]?["security"] is JsonArray labels && labels.Any(IsForbidden)) return null;

        var before = Withheld;
        var result = new JsonObject();
        foreach (var (name, value) in resource)
        {
            if (name is "resourceType" or "id") result[name] = value!.DeepClone();
            else Member(result, type, [.. rules.Select(r => r.Split('.'))], [name], value);
        }

        if (Withheld > before && !isContained) Tag(result);
        return result;
    }

    private static bool IsForbidden(JsonNode? label) =>
        (string?)label!["system"] is not (TagSystem or "http://terminology.hl7.org/CodeSystem/v3-ActReason")
        && (string?)label["code"] is not ("U" or "L" or "M" or "N");

    private static void Tag(JsonObject resource)
    {
        var meta = (JsonObject)(resource["meta"] ??= new JsonObject());
        var tags = (JsonArray)(meta["tag"] ??= new JsonArray());
        if (!tags.Any(t => (string?)t!["system"] == TagSystem && (string?)t["code"] == "SUBSETTED"))
            tags.Add(new JsonObject { ["system"] = TagSystem, ["code"] = "SUBSETTED" });
    }

    private void Member(JsonObject target, string type, string[][] rules, string[] path, JsonNode? value)
    {
        if (value is null) return;
        var name = path[^1];
        if (!rules.Any(r => Touches(r, path)))
        {
            Withheld++;
            if (name == "modifierExtension")
                target[name] = new JsonArray(new JsonObject { ["url"] = "urn:realtimecare:withheld", ["valueCode"] = "masked" });
            return;
        }

        var keepsNulls = name[0] == '_' || rules.Any(r => Touches(r, [.. path[..^1], "_" + name]));
        if (Value(type, rules, path, value, keepsNulls) is { } kept) target[name] = kept;
    }

    private JsonNode? Value(string type, string[][] rules, string[] path, JsonNode value, bool keepsNulls)
    {
        if (value is JsonArray array)
        {
            var items = new JsonArray();
            foreach (var item in array)
            {
                var kept = item is null ? null : Value(type, rules, path, item, keepsNulls: false);
                if (kept is not null || keepsNulls) items.Add(kept);
            }

            return items.All(i => i is null) ? null : items;
        }

        if (path is ["contained"]) return Inner(value, isContained: true);
        if (type == "Bundle" && path is ["entry", "resource"]) return Inner(value, isContained: false);
        if (value is JsonObject members) return Members(type, rules, path, members);
        if (rules.Any(r => IsWhole(r, path))) return value.DeepClone();
        Withheld++;
        return null;
    }

    private JsonObject? Members(string type, string[][] rules, string[] path, JsonObject members)
    {
        var before = Withheld;
        var result = new JsonObject();
        foreach (var (name, value) in members) Member(result, type, rules, [.. path, name], value);
        var isLabelled = members["securityLabel"] is JsonArray labels && labels.Any(IsForbidden);
        if (isLabelled || (type == "Bundle" && path is ["entry"] && members["resource"] is not null && result["resource"] is null))
        {
            Withheld = before + 1;
            return null;
        }

        return result.Count == 0 ? null : result;
    }

    private JsonObject? Inner(JsonNode value, bool isContained)
    {
        var before = Withheld;
        if (Shape(value.AsObject(), isContained) is { } shaped) return shaped;
        Withheld = before + 1;
        return null;
    }

    private static bool Touches(string[] rule, string[] path) =>
        rule.Length > path.Length ? path.Zip(rule).All(p => Matches(p.Second, p.First)) : IsWhole(rule, path);

    private static bool IsWhole(string[] rule, string[] path)
    {
        if (rule.Length > path.Length || !rule.Zip(path).All(p => Matches(p.First, p.Second))) return false;
        var keepsExtensions = rule[^1] is "extension" or "modifierExtension" || rule[^1][0] == '_';
        for (var i = rule.Length; i < path.Length; i++)
        {
            if (path[i] is "contained" or "valueMeta" || (i == 1 && path is ["meta", "security", ..])) return false;
            if (path[i] == "data" && (keepsExtensions || !path[i - 1].EndsWith("SampledData", StringComparison.Ordinal))) return false;
            if (!keepsExtensions && (path[i] is "extension" or "modifierExtension" || path[i][0] == '_')) return false;
        }

        return true;
    }

    private static bool Matches(string segment, string name) =>
        segment.EndsWith("[x]", StringComparison.Ordinal)
            ? name.StartsWith(segment[..^3], StringComparison.Ordinal) && Choice().IsMatch(name[(segment.Length - 3)..])
            : segment == name;

    [GeneratedRegex("^(Base64Binary|Boolean|Canonical|Code|Date|DateTime|Decimal|Id|Instant|Integer|Markdown|Oid|PositiveInt|String|Time|UnsignedInt|Uri|Url|Uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage)$")]
    private static partial Regex Choice();
}
