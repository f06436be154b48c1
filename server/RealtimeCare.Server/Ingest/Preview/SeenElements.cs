using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Ingest.Preview;

/// <summary>Finds which elements of a resource are left in a shape of it.</summary>
internal static class SeenElements
{
    private const string ResourceType = "resourceType";

    /// <summary>The paths of the elements that hold a value, without the places in lists; what the shaper put in is none.</summary>
    public static IReadOnlyList<string> Of(FhirJson whole, FhirJson shaped)
    {
        using var before = whole.ToDocument();
        using var after = shaped.ToDocument();
        var there = Leaves(before.RootElement, "").ToHashSet();
        return [.. Leaves(after.RootElement, "").Where(there.Contains).Select(leaf => leaf.Path).Where(path => path != ResourceType).Distinct()];
    }

    private static IEnumerable<(string Path, string Value)> Leaves(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Leaves(item, path)),
        JsonValueKind.Null => [],
        _ => [(path, element.GetRawText())],
    };
}
