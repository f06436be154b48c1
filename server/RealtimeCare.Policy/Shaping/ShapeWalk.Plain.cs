using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>The way most of what is shown goes: values that are shown just as they stand, copied in one piece.</summary>
internal ref partial struct ShapeWalk
{
    /// <summary>Copies the member whose name the reader stands on if all of it may be seen and nothing of it changes.</summary>
    private bool TryCopyPlain(PathNode node)
    {
        if (!node.IsPlain || reader.HasSpace || reader.Position < plainAfter) return false;
        var member = reader;
        reader.Read();
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (!IsPlain(ref reader) || reader.HasSpace)
        {
            plainAfter = reader.Position;
            reader = member;
            return false;
        }

        if (!buffer.IsAtOpening) buffer.AppendComma(member.TokenStart);
        buffer.Copy(member.TokenStart, reader.Position);
        holesOf = isList ? member.ValueSpan : [];
        holes = 0;
        return true;
    }

    private bool IsPlain(ref FhirCursor ahead)
    {
        if (ahead.TokenType == JsonTokenType.Null) return false;
        if (ahead.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return true;
        var outside = ahead.CurrentDepth;
        var before = names.Open();
        names.OpenAt(outside);
        var isPlain = true;
        for (var last = ahead.TokenType; isPlain && ahead.Read() && ahead.CurrentDepth > outside; last = ahead.TokenType)
            isPlain = IsPlainToken(ref ahead, last);
        names.Close(before);
        return isPlain && ahead.IsFilled;
    }

    // Inlined: it is the loop that most of the time goes into. Nulls and what is empty are left out, and so change what is around them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPlainToken(ref FhirCursor ahead, JsonTokenType last)
    {
        switch (ahead.TokenType)
        {
            case JsonTokenType.PropertyName:
                return !ahead.ValueIsEscaped && PlainNames.Contains(ahead.ValueSpan)
                    && names.AddAt(ahead.CurrentDepth - 1, ahead.ValueStart, ahead.ValueLength);
            case JsonTokenType.StartObject:
                names.OpenAt(ahead.CurrentDepth);
                return true;
            case JsonTokenType.EndObject:
                names.CloseAt(ahead.CurrentDepth);
                return last != JsonTokenType.StartObject;
            case JsonTokenType.EndArray:
                return last != JsonTokenType.StartArray;
            case JsonTokenType.Null:
                return false;
            default:
                return true;
        }
    }
}
