using System.Text.Json;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Bundles;

/// <summary>Reads FHIR R4 bundles from a file or a folder and sorts their resources by patient and topic.</summary>
internal sealed class BundleReader(IReadOnlyDictionary<string, string> topicOfType)
{
    private readonly Dictionary<string, (BundlePatient Patient, List<BundleResource> Resources)> patients = [];
    private readonly Dictionary<string, int> skipped = [];

    /// <summary>Reads everything below a path.</summary>
    /// <exception cref="CliException">There is nothing to read, or a file is no FHIR JSON.</exception>
    public BundleContents Read(string path)
    {
        var files = Find(path);
        foreach (var file in files) ReadFile(file);
        return new([.. patients.Values.Select(p => p.Patient)], skipped, files.Count);
    }

    private static List<string> Find(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new CliException($"There is no file or folder {path}.", ExitCodes.Usage);
        var files = Directory.GetFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new CliException($"The folder {path} holds no .json files.", ExitCodes.Usage);
    }

    private void ReadFile(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var entries = Entries(document.RootElement).ToList();
            var known = PatientsOf(entries);
            foreach (var entry in entries) Sort(entry, known);
        }
        catch (JsonException broken)
        {
            throw new CliException($"{file} is not JSON (line {broken.LineNumber + 1}). Nothing was published.");
        }
    }

    private static IEnumerable<BundleEntry> Entries(JsonElement root)
    {
        if (BundleEntry.TypeOf(root) != "Bundle") return BundleEntry.From(root, null) is { } single ? [single] : [];
        return root.TryGetProperty("entry", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Select(BundleEntry.FromEntry).OfType<BundleEntry>()
            : [];
    }

    private Dictionary<string, List<BundleResource>> PatientsOf(List<BundleEntry> entries)
    {
        var known = new Dictionary<string, List<BundleResource>>();
        foreach (var entry in entries.Where(e => e.Type == "Patient"))
        {
            if (entry.FirstIdentifier() is not { } identifier) continue;
            var key = $"{identifier.System}|{identifier.Value}";
            if (!patients.TryGetValue(key, out var patient))
            {
                var resources = new List<BundleResource>();
                patients[key] = patient = (new BundlePatient(identifier, resources), resources);
            }

            foreach (var name in entry.Names) known[name] = patient.Resources;
        }

        return known;
    }

    private void Sort(BundleEntry entry, Dictionary<string, List<BundleResource>> known)
    {
        if (topicOfType.TryGetValue(entry.Type, out var topic) && Owner(entry, known) is { } resources)
            resources.Add(new BundleResource(entry.Type, entry.IsLaboratory() ? "labs" : topic, entry.Key(), entry.Json));
        else
            skipped[entry.Type] = skipped.GetValueOrDefault(entry.Type) + 1;
    }

    private static List<BundleResource>? Owner(BundleEntry entry, Dictionary<string, List<BundleResource>> known)
    {
        if (entry.Type == "Patient") return entry.Names.Select(known.GetValueOrDefault).FirstOrDefault(p => p is not null);
        if (entry.PatientReference() is { } reference) return known.GetValueOrDefault(reference);

        // What names nobody, such as a medication, belongs to the patient of the bundle if there is only one.
        var owners = known.Values.Distinct().ToList();
        return owners.Count == 1 ? owners[0] : null;
    }
}
