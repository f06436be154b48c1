using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>Puts a text that occurs nowhere else into every leaf of a resource.</summary>
internal sealed partial class Canaries
{
    private readonly HashSet<string> mustNeverShow = [];
    private int count;

    /// <summary>Those in places that nobody sees: narrative, extensions, attachments' data and labels.</summary>
    public IReadOnlySet<string> MustNeverShow => mustNeverShow;

    public static HashSet<string> In(string text) => [.. Canary().Matches(text).Select(m => m.Value)];

    public JsonObject Plant(JsonObject resource) => Object(resource, isHidden: false);

    private JsonObject Object(JsonObject source, bool isHidden)
    {
        var result = new JsonObject();
        var isResource = source.ContainsKey("resourceType");
        foreach (var (name, value) in source)
        {
            var isSecret = isHidden || name is "extension" or "modifierExtension" or "security" || name[0] == '_'
                || (isResource && name == "text") || (name == "data" && source.ContainsKey("contentType"));
            result[name] = isResource && name == "resourceType" ? value!.DeepClone() : Node(value, isSecret, name);
        }

        return result;
    }

    private JsonNode? Node(JsonNode? value, bool isHidden, string name) => value switch
    {
        null => null,
        JsonObject o => name == "security" ? o.DeepClone() : Object(o, isHidden),
        JsonArray a => new JsonArray([.. a.Select(item => Node(item, isHidden, name))]),
        _ => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.DeepClone() : Next(isHidden),
    };

    private JsonValue Next(bool isHidden)
    {
        var canary = $"canary-{count++:D6}-";
        if (isHidden) mustNeverShow.Add(canary);
        return JsonValue.Create(canary);
    }

    [GeneratedRegex("canary-[0-9]{6}-")]
    private static partial Regex Canary();
}
