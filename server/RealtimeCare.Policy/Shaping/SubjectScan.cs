using System.Text.Json;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Finds out which patient a resource in an inbox names.</summary>
/// <remarks>
/// Strict, so that nobody is named past the decision: one patient at most, by <c>Patient/</c> and the service's own id; nothing
/// contained; and what stands where a patient stands must be a reference.
/// </remarks>
public static class SubjectScan
{
    private const string Prefix = "Patient/";

    // The most that our own limit on nesting lets in, and more.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private static readonly string[] Places = ["subject", "for", "patient", "actor", "beneficiary"];

    /// <summary>The patient that it names.</summary>
    public static NamedPatient Find(ReadOnlyMemory<byte> utf8Resource)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Resource, Options);
            PatientId? found = null;
            return IsClear(document.RootElement, ref found) ? new NamedPatient(true, found) : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static bool IsClear(JsonElement element, ref PatientId? found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                if (!IsClear(item, ref found)) return false;
        }
        if (element.ValueKind != JsonValueKind.Object) return true;
        if (MayNamePatient(element) && !HasReference(element)) return false;
        foreach (var property in element.EnumerateObject())
            if (!IsClear(property, ref found)) return false;
        return true;
    }

    private static bool IsClear(JsonProperty property, ref PatientId? found) => property.Name switch
    {
        "contained" => false,
        "reference" when property.Value.ValueKind == JsonValueKind.String => IsClear(property.Value.GetString()!, ref found),
        _ when Places.Contains(property.Name) && !AreReferences(property.Value) => false,
        _ => IsClear(property.Value, ref found),
    };

    private static bool IsClear(string reference, ref PatientId? found)
    {
        if (!reference.Contains("Patient", StringComparison.OrdinalIgnoreCase)) return true;
        if (!reference.StartsWith(Prefix, StringComparison.Ordinal) || !PatientId.TryParse(reference[Prefix.Length..], out var named)) return false;
        if (found is { } other && other != named) return false;
        found = named;
        return true;
    }

    /// <summary>A reference that says so, or one by an identifier that does not say what of. A resource's own identifiers are a list.</summary>
    private static bool MayNamePatient(JsonElement element)
    {
        var type = element.TryGetProperty("type", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        return type == "Patient" || (type is null && element.TryGetProperty("identifier", out var identifier) && identifier.ValueKind == JsonValueKind.Object);
    }

    private static bool AreReferences(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => HasReference(value),
        JsonValueKind.Array => value.EnumerateArray().All(HasReference),
        _ => true,
    };

    private static bool HasReference(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("reference", out var reference) && reference.ValueKind == JsonValueKind.String;
}

/// <summary>What a scan found.</summary>
/// <param name="IsClear">Whether it is clear whom the resource names. If not, nobody may see it.</param>
/// <param name="Patient">The patient; null when it names none.</param>
public readonly record struct NamedPatient(bool IsClear, PatientId? Patient);
