using System.Globalization;
using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Screen;

/// <summary>An event in a few words: what it says, and which elements the person sees of it.</summary>
internal static class EventText
{
    /// <summary>What the resource says, as far as it is there.</summary>
    public static string Headline(CareEvent arrived)
    {
        using var document = arrived.Resource.ToDocument();
        var resource = document.RootElement;
        var type = Text(resource, "resourceType") ?? "resource";
        string?[] parts =
        [
            Concept(resource, "code") ?? Concept(resource, "medicationCodeableConcept") ?? Concept(resource, "reasonCode") ?? type,
            Quantity(resource),
            Components(resource),
            Payload(resource),
            Text(resource, "status"),
        ];
        return string.Join(' ', parts.Where(p => !string.IsNullOrEmpty(p)));
    }

    /// <summary>The names of the elements that the person sees, and how many are withheld.</summary>
    public static string Elements(CareEvent arrived)
    {
        using var document = arrived.Resource.ToDocument();
        var names = document.RootElement.EnumerateObject().Select(m => m.Name).Where(n => n is not ("resourceType" or "meta"));
        return $"{string.Join(' ', names)} ({arrived.Withheld} withheld)";
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Concept(JsonElement resource, string name)
    {
        if (!resource.TryGetProperty(name, out var concept)) return null;
        if (concept.ValueKind == JsonValueKind.Array) concept = concept.EnumerateArray().FirstOrDefault();
        if (concept.ValueKind != JsonValueKind.Object) return null;
        if (Text(concept, "text") is { } text) return text;
        if (!concept.TryGetProperty("coding", out var codings)) return null;
        var coding = codings.EnumerateArray().FirstOrDefault();
        return coding.ValueKind == JsonValueKind.Object ? Text(coding, "display") ?? Text(coding, "code") : null;
    }

    private static string? Quantity(JsonElement resource) =>
        resource.TryGetProperty("valueQuantity", out var quantity) && quantity.TryGetProperty("value", out var value)
            ? string.Create(CultureInfo.InvariantCulture, $"{value.GetRawText()} {Text(quantity, "unit")}")
            : null;

    private static string? Components(JsonElement resource) =>
        resource.TryGetProperty("component", out var components)
            ? string.Join('/', components.EnumerateArray().Select(c => Quantity(c)?.Split(' ')[0]))
            : null;

    private static string? Payload(JsonElement resource) =>
        resource.TryGetProperty("payload", out var payload)
        && payload.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            ? Text(first, "contentString")
            : null;
}
