using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Single extensions, and what stands where something was withheld that may change what the rest means.</summary>
internal ref partial struct ShapeWalk
{
    private static ReadOnlySpan<byte> WithheldModifier => """{"url":"urn:realtimecare:withheld","valueCode":"masked"}"""u8;

    private static ReadOnlySpan<byte> Masked =>
        """{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"""u8;

    /// <summary>Writes the extension that the reader stands at the opening of, if it is one of those named.</summary>
    private bool WriteExtension(PathNode node)
    {
        if (reader.TokenType == JsonTokenType.Null) return false;
        if (FindExtension(node) is { } extension) return WriteObject(extension);
        withheld++;
        reader.Skip();
        if (!node.IsModifier) return false;
        buffer.Append(WithheldModifier);
        return true;
    }

    private readonly PathNode? FindExtension(PathNode node)
    {
        var ahead = reader;
        if (ahead.TokenType != JsonTokenType.StartObject) return null;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isUrl = ahead.ValueSpan.SequenceEqual("url"u8);
            ahead.Read();
            if (isUrl) return node.FindExtension(ref ahead);
            ahead.Skip();
        }

        return null;
    }

    /// <summary>Writes a member that leaves a marker when nothing of it is shown. The reader stands on its name.</summary>
    private void WriteCritical(PathNode parent, PathNode node)
    {
        var start = buffer.Length;
        var withheldBefore = withheld;
        var member = reader;
        WriteName();
        reader.Read();
        if (node.IsMarkerOnly) Withhold();
        else if (WriteMemberValue(parent, node, member.ValueSpan)) return;
        buffer.CutTo(start);
        if (withheld > withheldBefore) WriteMarker(member);
    }

    /// <summary>Writes that an element is there and withheld. The reader stands on its name and is a copy.</summary>
    private void WriteMarker(FhirCursor member)
    {
        var name = member.ValueSpan;
        member.Read();
        var isList = member.TokenType == JsonTokenType.StartArray;
        while (member.TokenType is JsonTokenType.StartArray or JsonTokenType.Null && member.Read())
        {
            // To the first item, which tells a list of objects from one of primitives.
        }

        if (member.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject or JsonTokenType.PropertyName) return;
        if (!buffer.IsAtOpening) buffer.Append((byte)',');
        buffer.Append((byte)'"');
        if (member.TokenType != JsonTokenType.StartObject) buffer.Append((byte)'_');
        buffer.Append(name);
        buffer.Append("\":"u8);
        if (isList) buffer.Append((byte)'[');
        buffer.Append(Masked);
        if (isList) buffer.Append((byte)']');
    }
}
