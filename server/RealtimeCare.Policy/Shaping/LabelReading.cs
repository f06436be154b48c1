using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Reads labels where they stand and judges them all: one that is forbidden forbids what carries them.</summary>
internal static class LabelReading
{
    private const int LongestCode = 128;

    /// <summary>
    /// Judges a list of codings, as <c>meta.security</c> is, or of concepts, as <c>securityLabel</c> is. The reader stands on the
    /// value and is a copy.
    /// </summary>
    public static LabelVerdict Judge(FhirCursor reader, Clearance clearance) => JudgeList(ref reader, clearance);

    /// <summary>Judges a <c>confidentiality</c>; the reader stands on the value.</summary>
    public static LabelVerdict JudgeConfidentiality(ref readonly FhirCursor reader, Clearance clearance) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            ? clearance.JudgeConfidentiality(reader.ValueSpan)
            : LabelVerdict.Forbidden;

    /// <summary>Both together.</summary>
    public static LabelVerdict Join(LabelVerdict one, LabelVerdict other)
    {
        if (one == LabelVerdict.Forbidden || other == LabelVerdict.Forbidden) return LabelVerdict.Forbidden;
        return one > other ? one : other;
    }

    private static LabelVerdict JudgeList(ref FhirCursor reader, Clearance clearance)
    {
        var verdict = LabelVerdict.Allowed;
        if (reader.TokenType != JsonTokenType.StartArray) return LabelVerdict.Forbidden;
        while (verdict != LabelVerdict.Forbidden && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            verdict = Join(verdict, JudgeItem(ref reader, clearance));
        return verdict;
    }

    // An item of which nothing could be judged, such as a concept that is only text, is not understood.
    private static LabelVerdict JudgeItem(ref FhirCursor reader, Clearance clearance)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return LabelVerdict.Forbidden;
        Span<byte> system = stackalloc byte[LongestCode], code = stackalloc byte[LongestCode];
        int systemLength = 0, codeLength = 0;
        LabelVerdict? inner = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSystem = reader.ValueTextEquals("system"u8);
            var isCode = reader.ValueTextEquals("code"u8);
            var isCoding = reader.ValueTextEquals("coding"u8);
            reader.Read();
            if (isSystem && !TryCopy(ref reader, system, ref systemLength)) return LabelVerdict.Forbidden;
            if (isCode && !TryCopy(ref reader, code, ref codeLength)) return LabelVerdict.Forbidden;
            if (isCoding && (inner is not null || (inner = JudgeCodings(ref reader, clearance)) == LabelVerdict.Forbidden))
                return LabelVerdict.Forbidden;
            reader.Skip();
        }

        if (codeLength == 0) return systemLength == 0 && inner is { } judged ? judged : LabelVerdict.Forbidden;
        return Join(inner ?? LabelVerdict.Allowed, clearance.Judge(system[..systemLength], code[..codeLength]));
    }

    private static LabelVerdict JudgeCodings(ref FhirCursor reader, Clearance clearance)
    {
        var list = reader;
        return list.Read() && list.TokenType != JsonTokenType.EndArray ? JudgeList(ref reader, clearance) : LabelVerdict.Forbidden;
    }

    // False when it is no text, too long for a code, empty, or said twice.
    private static bool TryCopy(ref readonly FhirCursor reader, scoped Span<byte> target, ref int length)
    {
        if (reader.TokenType != JsonTokenType.String || length > 0 || reader.ValueSpan.Length > target.Length) return false;
        length = reader.CopyString(target);
        return length > 0;
    }
}
