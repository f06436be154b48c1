using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>Where two resources differ, as a path without values.</summary>
/// <param name="Extra">The first element that only the received one has.</param>
/// <param name="Changed">The first element that is missing or has another value.</param>
internal sealed record JsonDifference(string? Extra, string? Changed)
{
    /// <summary>Compares; white space is no difference.</summary>
    public static JsonDifference Find(FhirJson expected, FhirJson received)
    {
        using var left = expected.ToDocument();
        using var right = received.ToDocument();
        var name = right.RootElement.TryGetProperty("resourceType", out var type) ? type.GetString() ?? "resource" : "resource";
        return new(FirstExtra(left.RootElement, right.RootElement, name), FirstChanged(left.RootElement, right.RootElement, name));
    }

    private static string? FirstExtra(JsonElement expected, JsonElement received, string path) => received.ValueKind switch
    {
        JsonValueKind.Object when expected.ValueKind == JsonValueKind.Object => Members(expected, received, path, FirstExtra),
        JsonValueKind.Array when expected.ValueKind == JsonValueKind.Array => Items(expected, received, path, FirstExtra),
        _ => null,
    };

    // Seen from the other side, an element too few is an element too many.
    private static string? FirstChanged(JsonElement expected, JsonElement received, string path) => expected.ValueKind switch
    {
        _ when expected.ValueKind != received.ValueKind => path,
        JsonValueKind.Object => Members(received, expected, path, (r, e, at) => FirstChanged(e, r, at)),
        JsonValueKind.Array => Items(received, expected, path, (r, e, at) => FirstChanged(e, r, at)),
        _ => expected.GetRawText() == received.GetRawText() ? null : path,
    };

    private static string? Members(
        JsonElement smaller, JsonElement larger, string path, Func<JsonElement, JsonElement, string, string?> walk)
    {
        foreach (var member in larger.EnumerateObject())
        {
            var at = $"{path}.{member.Name}";
            if (!smaller.TryGetProperty(member.Name, out var other)) return at;
            if (walk(other, member.Value, at) is { } found) return found;
        }

        return null;
    }

    private static string? Items(
        JsonElement smaller, JsonElement larger, string path, Func<JsonElement, JsonElement, string, string?> walk)
    {
        if (larger.GetArrayLength() > smaller.GetArrayLength()) return path;
        return larger.EnumerateArray()
            .Select((item, index) => walk(smaller[index], item, path))
            .FirstOrDefault(found => found is not null);
    }
}
