using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Testing;

/// <summary>The protocols that a stranger's client may speak.</summary>
public enum Wire
{
    /// <summary>SignalR's JSON protocol.</summary>
    Json,

    /// <summary>SignalR's MessagePack protocol, with the stock resolver and plain maps: nothing of the SDK.</summary>
    MessagePack,
}

/// <summary>Between contract types and what a client without them would send and see.</summary>
internal static class PlainValues
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static IHubConnectionBuilder Speak(this IHubConnectionBuilder builder, Wire wire) =>
        wire == Wire.MessagePack ? builder.AddMessagePackProtocol() : builder.AddJsonProtocol();

    /// <summary>A request as maps, lists and scalars.</summary>
    public static object? Of(object? value, Wire wire)
    {
        var json = JsonSerializer.SerializeToNode(value, Json);
        return wire == Wire.Json ? json : Plain(json);
    }

    /// <summary>What came back, as JSON, whichever protocol carried it.</summary>
    public static JsonElement ToJson(object? value) => value switch
    {
        JsonElement element => element,
        null => default,
        _ => JsonSerializer.SerializeToElement(Node(value, ""), Json),
    };

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject map => map.ToDictionary(p => p.Key, p => p is { Key: "resource", Value: JsonObject resource } ? resource.ToJsonString() : Plain(p.Value)),
        JsonArray list => list.Select(Plain).ToArray(),
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value when value.TryGetValue<string>(out var text) =>
            DateTimeOffset.TryParseExact(text, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at.UtcDateTime : text,
        _ => null,
    };

    // In MessagePack a resource travels as a string that holds JSON.
    private static JsonNode? Node(object? value, string name) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(p => KeyValuePair.Create((string)p.Key, Node(p.Value, (string)p.Key)))),
        object[] list => new JsonArray([.. list.Select(i => Node(i, ""))]),
        string text when name == "resource" => JsonNode.Parse(text),
        DateTime at => JsonValue.Create(new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))),
        _ => JsonSerializer.SerializeToNode(value, value.GetType(), Json),
    };
}
