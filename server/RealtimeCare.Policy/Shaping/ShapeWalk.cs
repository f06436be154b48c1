using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Policy.Shaping;

/// <summary>One pass over one resource: reads tokens, writes what is allowed, counts what is not.</summary>
/// <remarks>
/// What turns out to be empty or forbidden is cut back from the end of the buffer. A member that is withheld counts once, with
/// everything below it. Once <c>refused</c> is set, nothing that was written may be used.
/// </remarks>
internal ref partial struct ShapeWalk(ReadOnlySpan<byte> input, Audience audience)
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    private FhirCursor reader = new(input);
    private ShapeBuffer buffer = new(input);
    private NameFrames names = new(input);
    private int withheld;
    private bool hasPart2;
    private bool refused;
    private int tagPosition;
    private ReadOnlySpan<byte> tagText;
    private bool entryWithheld;

    // Of the list that was written last: its name, and where a null stands in it.
    private ReadOnlySpan<byte> holesOf;
    private ulong holes;

    // Nothing that begins before it is tried as plain: whatever is sent, no byte is tried twice.
    private int plainAfter;

    public Shape? Run()
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        if (!WriteResource(PathKind.Root) || refused || reader.Read()) return null;
        return audience.IsEmpty
            ? new Shape(new FhirJson(Nothing), 0, hasPart2)
            : new Shape(new FhirJson(buffer.ToArray(tagPosition, tagText)), withheld, hasPart2);
    }

    public void Dispose()
    {
        buffer.Return();
        names.Return();
    }

    /// <summary>Writes the value of the member of that name, which the reader stands on; false when nothing of it remains.</summary>
    private bool WriteMemberValue(PathNode parent, PathNode node, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.StartArray && KeepsNulls(parent, name))
            return name[0] == '_' ? WriteCompanions(node, name) : WriteList(node, name);

        var isKept = WriteValue(node);
        holesOf = [];
        return isKept;
    }

    /// <summary>Writes the value that the reader stands on; false when nothing of it remains.</summary>
    private bool WriteValue(PathNode node)
    {
        if (reader.TokenType == JsonTokenType.StartArray) return WriteArray(node);
        if (node.Kind != PathKind.Element) return WriteInnerResource(node.Kind);
        if (node.PicksExtensions) return WriteExtension(node);
        if (reader.TokenType == JsonTokenType.StartObject) return WriteObject(node);
        if (reader.TokenType == JsonTokenType.Null) return false;
        if (!node.IsWhole)
        {
            withheld++;
            return false;
        }

        buffer.Copy(reader.TokenStart, reader.Position);
        return true;
    }

    private bool WriteInnerResource(PathKind kind)
    {
        if (reader.TokenType == JsonTokenType.StartObject && WriteResource(kind)) return true;
        refused |= reader.TokenType != JsonTokenType.EndObject;
        withheld++;
        entryWithheld |= kind == PathKind.EntryResource;
        return false;
    }

    private bool WriteArray(PathNode node)
    {
        var start = buffer.Length;
        buffer.Copy(reader.TokenStart, reader.Position);
        while (!refused && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var itemStart = buffer.Length;
            if (!buffer.IsAtOpening) buffer.AppendComma(reader.TokenStart);
            if (!WriteValue(node)) buffer.CutTo(itemStart);
        }

        return Close(start);
    }

    private bool WriteObject(PathNode node)
    {
        var start = buffer.Length;
        var withheldBefore = withheld;
        var hadPart2 = hasPart2;
        var isDropped = false;
        var frame = names.Open();
        holesOf = [];
        buffer.Copy(reader.TokenStart, reader.Position);
        while (!refused && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // A resource where none belongs would escape the rule of its type.
            if (!AddName(ref frame) || reader.ValueSpan.SequenceEqual("resourceType"u8)) refused = true;
            else isDropped |= !WriteLabelledMember(node);
            isDropped |= entryWithheld;
            entryWithheld = false;
        }

        names.Close(frame);
        if (!isDropped) return Close(start);

        withheld = withheldBefore + 1;
        hasPart2 = hadPart2;
        buffer.CutTo(start);
        return false;
    }

    /// <summary>Writes the member too, and says whether labels of the object around it, such as a provision's, allow the object.</summary>
    private bool WriteLabelledMember(PathNode parent)
    {
        var verdict = reader.ValueSpan.SequenceEqual("securityLabel"u8) ? JudgeMember() : LabelVerdict.Allowed;
        hasPart2 |= verdict == LabelVerdict.AllowedPart2;
        WriteMember(parent);
        return verdict != LabelVerdict.Forbidden;
    }

    /// <summary>Writes the member whose name the reader stands on.</summary>
    private void WriteMember(PathNode parent)
    {
        var name = reader.ValueSpan;
        if (parent.Find(name) is not { } node)
        {
            WithholdMember(name);
            return;
        }

        if (TryCopyPlain(node)) return;
        if (node.IsCritical)
        {
            WriteCritical(parent, node);
            return;
        }

        var start = buffer.Length;
        WriteName();
        reader.Read();
        if (!WriteMemberValue(parent, node, name)) buffer.CutTo(start);
    }

    private void Withhold()
    {
        if (reader.TokenType != JsonTokenType.Null) withheld++;
        reader.Skip();
    }

    private void WithholdMember(ReadOnlySpan<byte> name)
    {
        reader.Read();
        var isNull = reader.TokenType == JsonTokenType.Null;
        Withhold();
        if (isNull || !name.SequenceEqual("modifierExtension"u8)) return;
        buffer.Append(buffer.IsAtOpening ? "\"modifierExtension\":["u8 : ",\"modifierExtension\":["u8);
        buffer.Append(WithheldModifier);
        buffer.Append((byte)']');
    }

    private void WriteName()
    {
        if (!buffer.IsAtOpening) buffer.AppendComma(reader.TokenStart);
        var end = reader.ValueStart + reader.ValueLength + 1;
        buffer.Copy(reader.TokenStart, end);
        if (reader.Position == end + 1) buffer.Copy(end, end + 1);
        else buffer.Append((byte)':');
    }

    private bool Close(int start)
    {
        if (buffer.IsAtOpening)
        {
            buffer.CutTo(start);
            return false;
        }

        buffer.Copy(reader.TokenStart, reader.Position);
        return true;
    }

    // FHIR names need no escapes: an escaped one is written so as not to be recognised.
    private bool AddName(ref NameFrames.Frame frame) =>
        !reader.ValueIsEscaped && names.Add(ref frame, reader.ValueStart, reader.ValueLength);
}
