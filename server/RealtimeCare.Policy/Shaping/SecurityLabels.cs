using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>
/// The security labels of a resource. A label that is not understood, or one of a sensitivity, forbids the resource: nobody is
/// cleared for a sensitivity yet.
/// </summary>
internal static class SecurityLabels
{
    // In rising order: unrestricted, low, moderate, normal, restricted, very restricted.
    private const string Confidentialities = "ULMNRV";

    public static bool IsConfidentiality(string code) => code.Length == 1 && Confidentialities.Contains(code[0], StringComparison.Ordinal);

    /// <summary>Whether a member outside <c>meta</c> that carries labels allows it; the reader stands on its name and is a copy.</summary>
    public static bool AllowMember(ReadOnlySpan<byte> name, Utf8JsonReader reader, string ceiling)
    {
        // Of a Composition.
        if (name.SequenceEqual("confidentiality"u8))
            return reader.Read() && reader.TokenType == JsonTokenType.String && IsAtMost(reader.GetString()!, ceiling);
        // Of a DocumentReference: a list of concepts.
        return !name.SequenceEqual("securityLabel"u8) || (reader.Read() && AllowConcepts(reader, ceiling));
    }

    /// <summary>Whether all labels allow it. The reader stands on the value of <c>meta.security</c> and is a copy.</summary>
    public static bool AllowCodings(Utf8JsonReader reader, string ceiling)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (reader.TokenType != JsonTokenType.StartObject || !AllowsCoding(ref reader, ceiling)) return false;
        return true;
    }

    private static bool AllowConcepts(Utf8JsonReader reader, string ceiling)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (reader.TokenType != JsonTokenType.StartObject || !AllowsConcept(ref reader, ceiling)) return false;
        return true;
    }

    // A concept that has only a text says nothing that could be judged.
    private static bool AllowsConcept(ref Utf8JsonReader reader, string ceiling)
    {
        var hasCodings = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCoding = reader.ValueTextEquals("coding"u8);
            reader.Read();
            if (isCoding && !AllowCodings(reader, ceiling)) return false;
            hasCodings |= isCoding;
            reader.Skip();
        }

        return hasCodings;
    }

    private static bool AllowsCoding(ref Utf8JsonReader reader, string ceiling)
    {
        string? system = null, code = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSystem = reader.ValueTextEquals("system"u8);
            var isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (!isSystem && !isCode)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.String || (isSystem ? system : code) is not null) return false;
            if (isSystem) system = reader.GetString();
            else code = reader.GetString();
        }

        return code is not null && Allows(system, code, ceiling);
    }

    private static bool Allows(string? system, string code, string ceiling) => system switch
    {
        null => IsAtMost(code, ceiling),
        "http://terminology.hl7.org/CodeSystem/v3-Confidentiality" or "http://hl7.org/fhir/v3/Confidentiality"
            or "urn:oid:2.16.840.1.113883.5.25" => IsAtMost(code, ceiling),
        "http://terminology.hl7.org/CodeSystem/v3-ActCode" or "http://hl7.org/fhir/v3/ActCode"
            or "urn:oid:2.16.840.1.113883.5.4" => IsHarmless(code),
        // SUBSETTED, integrity and purposes such as HTEST say nothing of sensitivity.
        "http://terminology.hl7.org/CodeSystem/v3-ObservationValue" or "http://terminology.hl7.org/CodeSystem/v3-ActReason" => true,
        // A law such as 42 CFR Part 2, or a house's own labels: not judged yet.
        _ => false,
    };

    /// <summary>Whether both are confidentialities and the first is not above the second.</summary>
    public static bool IsAtMost(string code, string ceiling) =>
        IsConfidentiality(code) && IsConfidentiality(ceiling)
        && Confidentialities.IndexOf(code[0], StringComparison.Ordinal) <= Confidentialities.IndexOf(ceiling[0], StringComparison.Ordinal);

    // Obligations that delivery meets anyway: encrypted on the way, recorded, labels kept at the source.
    private static bool IsHarmless(string code) => code is "ENCRYPT" or "ENCRYPTT" or "AUDIT" or "AUDTR" or "CPLYPOL" or "PERSISTLABEL";
}
