namespace RealtimeCare.Tests.Ingest;

/// <summary>HL7's own example resources, where they lie beside the repository.</summary>
internal static class Examples
{
    /// <summary>The files; none when they are not there.</summary>
    public static IReadOnlyList<string> Files { get; } = Find();

    private static string[] Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var examples = Path.Combine(folder.FullName, "shared", "data", "hl7-r4-examples");
            if (Directory.Exists(examples)) return Directory.GetFiles(examples, "*.json");
        }
        return [];
    }
}
