using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Ingest.Preview;

/// <summary>Finds which elements of a resource are left in its shapes. What is in the resource is looked at once, however many shapes there are.</summary>
internal sealed class SeenElements
{
    private const string ResourceType = "resourceType";

    private readonly HashSet<(string Path, string Value)> there;

    private SeenElements(HashSet<(string Path, string Value)> there) => this.there = there;

    public static SeenElements Of(FhirJson whole)
    {
        HashSet<(string Path, string Value)> there = [];
        Walk(whole, (path, value) => there.Add((path, value.GetRawText())));
        return new SeenElements(there);
    }

    /// <summary>The paths of the elements of a shape that hold a value, without the places in lists; what the shaper put in is none.</summary>
    public IReadOnlyList<string> In(FhirJson shaped)
    {
        List<string> seen = [];
        HashSet<string> known = [ResourceType];
        Walk(shaped, (path, value) =>
        {
            if (!known.Contains(path) && there.Contains((path, value.GetRawText())) && known.Add(path)) seen.Add(path);
        });
        return seen;
    }

    private static void Walk(FhirJson resource, Action<string, JsonElement> leaf)
    {
        using var document = resource.ToDocument();
        Walk(document.RootElement, "", leaf);
    }

    private static void Walk(JsonElement element, string path, Action<string, JsonElement> leaf)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject()) Walk(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", leaf);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Walk(item, path, leaf);
                break;
            case not JsonValueKind.Null:
                leaf(path, element);
                break;
        }
    }
}
