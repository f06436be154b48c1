using System.Text;
using System.Text.Json.Nodes;

namespace RealtimeCare.Tests.Policy;

/// <summary>Resources to shape: a few of our own, and the shared sample data where it lies beside the repository.</summary>
internal static class SampleResources
{
    private static readonly string[] BuiltIn =
    [
        """
        {"resourceType":"Observation","id":"o1","meta":{"versionId":"1","profile":["http://x/p"],"tag":[{"code":"HTEST"}]},
         "text":{"status":"generated","div":"<div>narrative</div>"},"contained":[{"resourceType":"Specimen","id":"s","note":[{"text":"n"}]}],
         "extension":[{"url":"http://x","valueString":"hidden"}],"status":"final","_status":{"extension":[{"url":"http://x","valueCode":"y"}]},
         "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","extension":[{"url":"http://x","valueString":"deep"}]}],"text":"rate"},
         "subject":{"reference":"Patient/1"},"valueQuantity":{"value":72.50,"unit":"/min"},"note":[{"text":"seems anxious"}],
         "component":[{"code":{"text":"wave"},"valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"1 2 3"}}]}
        """,
        """
        {"resourceType":"Encounter","id":"e1","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/1"},
         "reasonCode":[{"text":"overdose"}],"diagnosis":[{"condition":{"reference":"Condition/1"}}],"period":{"start":"2026-03-01"},
         "hospitalization":{"admitSource":{"text":"police"},"dietPreference":[{"text":"kosher"}]}}
        """,
        """
        {"resourceType":"Patient","id":"p1","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-11-2222"}],
         "name":[{"family":"Doe","given":["Jane",null,"Q"],"_given":[null,{"extension":[{"url":"http://x","valueString":"g"}]},null]}],
         "birthDate":"1970-01-01","photo":[{"contentType":"image/png","data":"AAAA"}],"maritalStatus":{"text":"married"},
         "contact":[{"relationship":[{"text":"wife"}],"address":{"city":"Salem"}}]}
        """,
        """
        {"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Person","name":[{"text":"x"}]}},
         {"fullUrl":"urn:uuid:2","request":{"method":"PUT","url":"Patient?identifier=1"},"resource":{"id":"c1","resourceType":"Condition",
         "code":{"text":"flu"},"note":[{"text":"y"}]}}]}
        """,
    ];

    public static IReadOnlyList<(string Name, byte[] Utf8)> All { get; } = Read();

    /// <summary>The types of the resource, and of those in its entries.</summary>
    public static IEnumerable<string> TypesIn(byte[] utf8)
    {
        var resource = JsonNode.Parse(utf8)!.AsObject();
        yield return (string)resource["resourceType"]!;
        foreach (var entry in resource["entry"]?.AsArray() ?? [])
            if (entry?["resource"]?["resourceType"] is { } type) yield return (string)type!;
    }

    private static (string, byte[])[] Read()
    {
        var own = BuiltIn.Select((text, i) => ($"built-in {i}", Encoding.UTF8.GetBytes(text)));
        var folder = Find();
        var shared = folder is null
            ? []
            : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)));
        return [.. own, .. shared];
    }

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
