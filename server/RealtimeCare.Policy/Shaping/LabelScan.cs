using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Finds out, before anybody is asked who may see it, whether a resource needs a special clearance.</summary>
public static class LabelScan
{
    /// <summary>
    /// True when anywhere in the resource, in what it contains or in its entries stands a label above normal, of a sensitivity, or
    /// that is not understood; and when the text is not well-formed.
    /// </summary>
    public static bool IsRestricted(ReadOnlySpan<byte> utf8Resource)
    {
        if (!Utf8.IsValid(utf8Resource)) return true;

        var reader = new FhirCursor(utf8Resource);
        var metas = 0UL;
        try
        {
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.PropertyName && IsRestricted(ref reader, ref metas)) return true;
            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: not well-formed. InvalidOperationException: a label that is no Unicode text.
            return true;
        }
    }

    /// <summary>The reader stands on a name. <paramref name="metas"/> has a bit for every depth at which a <c>meta</c> has begun.</summary>
    private static bool IsRestricted(ref FhirCursor reader, ref ulong metas)
    {
        // FHIR names need no escapes: an escaped one is written so as not to be recognised.
        if (reader.ValueIsEscaped) return true;
        var name = reader.ValueSpan;
        if (name.Length is not (4 or 8 or 9 or 13 or 15)) return false;
        if (name.SequenceEqual("meta"u8) || name.SequenceEqual("valueMeta"u8))
        {
            metas |= 1UL << reader.CurrentDepth;
            return !reader.Read() || reader.TokenType != JsonTokenType.StartObject;
        }

        var isInMeta = (metas & (1UL << (reader.CurrentDepth - 1))) != 0;
        if (name.SequenceEqual("securityLabel"u8) || (isInMeta && name.SequenceEqual("security"u8)))
            return reader.Read() && LabelReading.Judge(reader, Clearance.Normal) == LabelVerdict.Forbidden;
        return name.SequenceEqual("confidentiality"u8)
            && reader.Read() && LabelReading.JudgeConfidentiality(ref reader, Clearance.Normal) == LabelVerdict.Forbidden;
    }
}
