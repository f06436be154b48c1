using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>Reads FHIR R4 with the strictest settings of Firely: unknown elements, wrong cardinalities and unknown codes are refused.</summary>
internal static class FhirReader
{
    private static readonly JsonSerializerOptions NoRepeats = new() { AllowDuplicateProperties = false, MaxDepth = IngestLimits.RequestDepth };

    /// <summary>The resource, or the places that are not valid.</summary>
    /// <param name="utf8">JSON that is valid UTF-8.</param>
    public static Checked<Resource> Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = IngestLimits.RequestDepth });
            if (!FhirJsonDeserializer.STRICT.TryDeserializeResource(ref reader, out var resource, out var issues))
                return Invalid(issues.Take(IngestLimits.ReportedIssues).Select(ToIssue));
            // Firely lets resourceType stand twice. Whoever reads the bytes next might take the other one.
            RefuseRepeatedMembers(utf8);
            // The shaper fails closed on a name that is written with escapes: taken here, it would reach nobody.
            if (JsonText.HasEscapedNames(utf8)) return Invalid([new ProblemIssue("JSON", "")]);
            return resource!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // A text that is no Unicode, such as half a surrogate pair, or no object at all.
            return Invalid([new ProblemIssue("JSON", "")]);
        }
    }

    private static void RefuseRepeatedMembers(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = IngestLimits.RequestDepth });
        JsonSerializer.Deserialize<JsonElement>(ref reader, NoRepeats);
    }

    private static CodedProblem Invalid(IEnumerable<ProblemIssue> issues)
    {
        var places = issues.ToList();
        return new CodedProblem(ErrorCode.InvalidResource) { Issues = places, Path = places.Select(place => place.Path).FirstOrDefault(path => path.Length > 0) };
    }

    // The validator's texts repeat values; its codes and paths do not.
    private static ProblemIssue ToIssue(CodedException issue) =>
        new(issue.ErrorCode, JsonText.SafePath((issue as ExtendedCodedException)?.InstancePath?.Replace("$this", "", StringComparison.Ordinal)));
}
