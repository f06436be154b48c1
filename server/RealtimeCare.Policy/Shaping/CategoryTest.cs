using System.Text;
using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Whether a resource's <c>category</c> holds one of the codings, written <c>system|code</c>, that may be seen.</summary>
internal sealed class CategoryTest(IEnumerable<string> categories)
{
    private readonly (byte[] System, byte[] Code)[] wanted = [.. categories.Select(Split)];

    /// <summary>The reader stands on the value, a concept or a list of them, and is a copy.</summary>
    public bool Matches(FhirCursor reader)
    {
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (!isList) return MatchesConcept(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (MatchesConcept(ref reader)) return true;
        return false;
    }

    private bool MatchesConcept(ref FhirCursor reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var isMatch = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCoding = reader.ValueTextEquals("coding"u8);
            reader.Read();
            if (isCoding && reader.TokenType == JsonTokenType.StartArray) isMatch |= MatchesAny(reader);
            reader.Skip();
        }

        return isMatch;
    }

    private bool MatchesAny(FhirCursor reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (MatchesCoding(ref reader)) return true;
        return false;
    }

    private bool MatchesCoding(ref FhirCursor reader)
    {
        ReadOnlySpan<byte> system = default, code = default;
        var depth = reader.CurrentDepth;
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            var isSystem = reader.ValueTextEquals("system"u8);
            var isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (isSystem && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false }) system = reader.ValueSpan;
            if (isCode && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false }) code = reader.ValueSpan;
            reader.Skip();
        }

        return Holds(system, code);
    }

    private bool Holds(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code)
    {
        foreach (var (wantedSystem, wantedCode) in wanted)
            if (system.SequenceEqual(wantedSystem) && code.SequenceEqual(wantedCode)) return true;
        return false;
    }

    private static (byte[] System, byte[] Code) Split(string category)
    {
        var bar = category.IndexOf('|', StringComparison.Ordinal);
        return (Encoding.UTF8.GetBytes(category[..Math.Max(bar, 0)]), Encoding.UTF8.GetBytes(category[(bar + 1)..]));
    }
}
