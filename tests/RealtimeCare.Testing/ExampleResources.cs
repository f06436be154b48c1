using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>FHIR R4 examples that lie beside the project, where they do; the project keeps none and works without them.</summary>
public static class ExampleResources
{
    /// <summary>The examples by type; empty when there are none.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<FhirJson>> ByType { get; } = Read();

    private static Dictionary<string, IReadOnlyList<FhirJson>> Read()
    {
        if (Folder() is not { } folder) return [];
        return Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(file => new FhirJson(File.ReadAllBytes(file)))
            .Select(json => (Type: TypeOf(json), Json: json))
            .Where(one => one.Type is not null)
            .GroupBy(one => one.Type!, one => one.Json)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<FhirJson>)[.. group]);
    }

    private static string? Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RealtimeCare.sln"))) folder = folder.Parent;
        if (folder is null) return null;
        var examples = Path.Combine(folder.FullName, "..", "shared", "data", "hl7-r4-examples");
        return Directory.Exists(examples) ? examples : null;
    }

    private static string? TypeOf(FhirJson json)
    {
        using var document = json.ToDocument();
        return document.RootElement.TryGetProperty("resourceType", out var type) ? type.GetString() : null;
    }
}
