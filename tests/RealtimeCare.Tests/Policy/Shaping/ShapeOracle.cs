using System.Text.Json.Nodes;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>The shaper once more: over an object model, from the documented rules alone, slow and plain.</summary>
internal sealed class ShapeOracle(Audience audience)
{
    private const string TagSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    // Of every object that is open, the list that was written last.
    private readonly Stack<(string Name, JsonArray? List)> lists = new();

    public int Withheld { get; private set; }

    public JsonObject? Shape(JsonObject resource, bool isContained = false)
    {
        if ((string?)resource["resourceType"] is not { } type || !audience.Elements.TryGetValue(type, out var rules)) return null;
        if (resource["meta"]?["security"] is JsonArray labels && labels.Any(IsForbidden)) return null;

        var before = Withheld;
        var result = new JsonObject();
        lists.Push(("", []));
        foreach (var (name, value) in resource)
        {
            if (name is "resourceType" or "id") result[name] = value!.DeepClone();
            else Member(result, type, [.. rules.Select(OraclePaths.Split)], [name], value);
        }

        lists.Pop();
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
        var name = path[^1];
        if (!rules.Any(r => OraclePaths.Touches(r, path)))
        {
            if (value is null) return;
            Withheld++;
            if (name == "modifierExtension")
                target[name] = new JsonArray(new JsonObject { ["url"] = "urn:realtimecare:withheld", ["valueCode"] = "masked" });
            return;
        }

        var isCompanion = name[0] == '_';
        var hasCompanion = rules.Any(r => OraclePaths.Touches(r, [.. path[..^1], "_" + name]));
        var kept = value switch
        {
            null => null,
            JsonArray list when isCompanion => Companions(type, rules, path, list),
            JsonArray list when hasCompanion => List(type, rules, path, list),
            _ => Value(type, rules, path, value),
        };
        lists.Pop();
        lists.Push((name, value is JsonArray written && !isCompanion && hasCompanion ? written : null));
        if (kept is not null) target[name] = kept;
    }

    private JsonArray? List(string type, string[][] rules, string[] path, JsonArray list)
    {
        var items = new JsonArray();
        foreach (var item in list)
            if (item is null) items.Add(null);
            else if (Value(type, rules, path, item) is { } kept) items.Add(kept);
        return items.All(i => i is null) ? null : items;
    }

    // Beside nothing at all stands a marker; whether something stands there is known of the list written last.
    private JsonArray? Companions(string type, string[][] rules, string[] path, JsonArray list)
    {
        var (name, beside) = lists.Peek();
        var items = new JsonArray();
        foreach (var item in list)
        {
            var before = Withheld;
            var kept = item is null ? null : Value(type, rules, path, item);
            var isHole = beside is null || "_" + name != path[^1] || (items.Count < beside.Count && beside[items.Count] is null);
            items.Add(kept ?? (isHole && Withheld > before ? Masked() : null));
        }

        return items.All(i => i is null) ? null : items;
    }

    private static JsonObject Masked() => new()
    {
        ["extension"] = new JsonArray(new JsonObject { ["url"] = "http://hl7.org/fhir/StructureDefinition/data-absent-reason", ["valueCode"] = "masked" }),
    };

    private JsonNode? Value(string type, string[][] rules, string[] path, JsonNode value)
    {
        if (value is JsonArray array)
        {
            JsonNode[] items = [.. array.Select(item => item is null ? null : Value(type, rules, path, item)).OfType<JsonNode>()];
            return items.Length == 0 ? null : new JsonArray(items);
        }

        if (path is ["contained"]) return Inner(value, isContained: true);
        if (type == "Bundle" && path is ["entry", "resource"]) return Inner(value, isContained: false);
        if (value is JsonObject members) return Members(type, rules, path, members);
        if (rules.Any(r => OraclePaths.IsWhole(r, path))) return value.DeepClone();
        Withheld++;
        return null;
    }

    private JsonObject? Members(string type, string[][] rules, string[] path, JsonObject members)
    {
        var before = Withheld;
        var result = new JsonObject();
        lists.Push(("", []));
        foreach (var (name, value) in members) Member(result, type, rules, [.. path, name], value);
        lists.Pop();
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
}
