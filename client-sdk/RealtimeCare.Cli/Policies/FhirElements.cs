namespace RealtimeCare.Cli.Policies;

/// <summary>The elements of FHIR R4 that each resource type has at its top, in the order of the specification.</summary>
internal static class FhirElements
{
    private const string Resource = "RealtimeCare.Cli.Policies.fhir-r4-elements.txt";

    // What every resource has, and what an allow-list never shows unless it names it.
    private static readonly HashSet<string> Everywhere = ["id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension"];

    private static readonly Dictionary<string, string[]> Known = ReadAll();

    /// <summary>The elements of a type beyond those that every resource has; empty for a type that is not known.</summary>
    public static IEnumerable<string> Of(string type) => Known.GetValueOrDefault(type, []).Where(static e => !Everywhere.Contains(e));

    private static Dictionary<string, string[]> ReadAll()
    {
        using var stream = typeof(FhirElements).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' '))
            .ToDictionary(static words => words[0], static words => words[1..]);
    }
}
