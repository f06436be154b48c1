using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Resources: their type, their labels, and the tag that says they are not whole.</summary>
internal ref partial struct ShapeWalk
{
    private static ReadOnlySpan<byte> SubsettedAfter =>
        """,{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}"""u8;

    private static ReadOnlySpan<byte> SubsettedTag =>
        ""","tag":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}]"""u8;

    private static ReadOnlySpan<byte> SubsettedMeta =>
        ""","meta":{"tag":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}]}"""u8;

    /// <summary>
    /// Writes the resource that the reader stands at the opening of, and moves to its end; false when nothing of it may be seen.
    /// </summary>
    private bool WriteResource(PathKind kind)
    {
        holesOf = [];
        var frame = names.Open();
        var place = new ResourcePlace(buffer.Length, withheld, hasPart2, reader.CurrentDepth);
        if (!TryReadType(ref frame, out var rule))
        {
            refused = true;
            return false;
        }

        if (rule is null)
        {
            Leave(place);
            names.Close(frame);
            return false;
        }

        place.AfterId = buffer.Length;
        place.LacksCategory = rule.Category is not null;
        while (!refused && !place.IsForbidden && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (AddName(ref frame)) WriteResourceMember(rule, ref place);
            else refused = true;
        }

        names.Close(frame);
        return CloseResource(kind, place);
    }

    /// <summary>
    /// Reads the type, which nearly always comes first, and writes it; false when it does not say. The rule is null when nothing
    /// of such a resource may be seen.
    /// </summary>
    private bool TryReadType(ref NameFrames.Frame frame, out TypeRule? rule)
    {
        rule = null;
        var opening = reader.TokenStart;
        var ahead = reader;
        ahead.Read();
        var isFirst = ahead.TokenType == JsonTokenType.PropertyName && ahead.ValueSpan.SequenceEqual("resourceType"u8);
        if (isFirst ? !TryReadFirst(ref ahead, ref frame) : !TryFindType(ref ahead)) return false;

        rule = audience.Find(ahead.ValueSpan);
        if (rule is null) return true;
        if (isFirst && ahead.Position - opening == "{'resourceType':''".Length + ahead.ValueLength)
        {
            buffer.Copy(opening, ahead.Position);
            return true;
        }

        buffer.Append("{\"resourceType\":"u8);
        buffer.Copy(ahead.TokenStart, ahead.Position);
        return true;
    }

    private bool TryReadFirst(ref FhirCursor ahead, ref NameFrames.Frame frame)
    {
        reader = ahead;
        AddName(ref frame);
        reader.Read();
        ahead = reader;
        return IsType(ref ahead);
    }

    // Moves a copy that stands on the first name, or on the end.
    private static bool TryFindType(ref FhirCursor ahead)
    {
        while (ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isType = ahead.ValueSpan.SequenceEqual("resourceType"u8);
            ahead.Read();
            if (isType) return IsType(ref ahead);
            ahead.Skip();
            ahead.Read();
        }

        return false;
    }

    private void WriteResourceMember(TypeRule rule, ref ResourcePlace place)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("resourceType"u8))
        {
            reader.Read();
        }
        else if (name.SequenceEqual("id"u8))
        {
            WriteName();
            reader.Read();
            refused |= reader.TokenType != JsonTokenType.String;
            buffer.Copy(reader.TokenStart, reader.Position);
            place.AfterId = buffer.Length;
        }
        else if (name.SequenceEqual("meta"u8))
        {
            var start = buffer.Length;
            WriteName();
            reader.Read();
            WriteMeta(rule.Tree.Find(name), start, ref place);
        }
        else
        {
            if (name.SequenceEqual("confidentiality"u8) || name.SequenceEqual("securityLabel"u8)) Obey(JudgeMember(), ref place);
            else if (place.LacksCategory && name.SequenceEqual("category"u8)) place.LacksCategory = !IsOfCategory(rule.Category!);
            WriteMember(rule.Tree);
        }
    }

    private void Obey(LabelVerdict verdict, ref ResourcePlace place)
    {
        place.IsForbidden |= verdict == LabelVerdict.Forbidden;
        hasPart2 |= verdict == LabelVerdict.AllowedPart2;
    }

    /// <summary>Judges the labels in the member whose name the reader stands on, and stays there.</summary>
    private readonly LabelVerdict JudgeMember()
    {
        var value = reader;
        var isList = !value.ValueSpan.SequenceEqual("confidentiality"u8);
        value.Read();
        return isList ? LabelReading.Judge(value, audience.Clearance) : LabelReading.JudgeConfidentiality(ref value, audience.Clearance);
    }

    private readonly bool IsOfCategory(CategoryTest test)
    {
        var value = reader;
        value.Read();
        return test.Matches(value);
    }

    private bool CloseResource(PathKind kind, ResourcePlace place)
    {
        if (refused) return false;
        if (place.IsForbidden || place.LacksCategory)
        {
            Leave(place);
            buffer.CutTo(place.Start);
            withheld = place.WithheldBefore;
            hasPart2 = place.HadPart2;
            return false;
        }

        // What contains it carries the tag.
        if (withheld > place.WithheldBefore && kind != PathKind.Contained) Tag(kind, place);
        buffer.Copy(reader.TokenStart, reader.Position);
        return true;
    }

    private void Leave(ResourcePlace place)
    {
        while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != place.Depth) reader.Read();
    }

    /// <summary>Writes what may be seen of <c>meta</c>, and judges its labels whether they may be seen or not.</summary>
    private void WriteMeta(PathNode? node, int start, ref ResourcePlace place)
    {
        refused |= reader.TokenType != JsonTokenType.StartObject;
        if (node is null) withheld++;
        buffer.Copy(reader.TokenStart, reader.Position);
        var frame = names.Open();
        while (!refused && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (AddName(ref frame)) WriteMetaMember(node, ref place);
            else refused = true;
        }

        names.Close(frame);
        if (buffer.IsAtOpening)
        {
            buffer.CutTo(start);
            return;
        }

        place.MetaEnd = buffer.Length;
        buffer.Copy(reader.TokenStart, reader.Position);
    }

    private void WriteMetaMember(PathNode? node, ref ResourcePlace place)
    {
        var isTag = reader.ValueSpan.SequenceEqual("tag"u8);
        var value = reader;
        value.Read();
        if (reader.ValueSpan.SequenceEqual("security"u8)) Obey(JudgeMember(), ref place);
        if (node is null)
        {
            reader.Read();
            reader.Skip();
            return;
        }

        var start = buffer.Length;
        var isWhole = node.Find(reader.ValueSpan) is { IsWhole: true };
        WriteMember(node);
        if (!isTag || buffer.Length == start) return;

        refused |= value.TokenType != JsonTokenType.StartArray;
        place.TagEnd = buffer.Length - 1;
        place.IsTagged = isWhole && HoldsSubsetted(value);
    }

    private void Tag(PathKind kind, ResourcePlace place)
    {
        if (place.IsTagged) return;
        ReadOnlySpan<byte> text = place.TagEnd > 0 ? SubsettedAfter : place.MetaEnd > 0 ? SubsettedTag : SubsettedMeta;
        var position = place.TagEnd > 0 ? place.TagEnd : place.MetaEnd > 0 ? place.MetaEnd : place.AfterId;
        if (kind == PathKind.Root)
        {
            tagPosition = position;
            tagText = text;
        }
        else
        {
            buffer.Insert(position, text);
        }
    }

    private static bool IsType(ref readonly FhirCursor value) =>
        value.TokenType == JsonTokenType.String && !value.ValueIsEscaped && value.ValueLength > 0;

    private static bool HoldsSubsetted(FhirCursor tags)
    {
        var depth = tags.CurrentDepth;
        var isCode = false;
        var isSystem = false;
        while (tags.Read() && tags.CurrentDepth > depth)
        {
            if (tags.TokenType == JsonTokenType.StartObject) isCode = isSystem = false;
            if (tags.TokenType != JsonTokenType.PropertyName || tags.CurrentDepth != depth + 2) continue;
            var name = tags.ValueSpan;
            tags.Read();
            if (tags.TokenType != JsonTokenType.String) continue;
            isCode |= name.SequenceEqual("code"u8) && tags.ValueTextEquals("SUBSETTED"u8);
            isSystem |= name.SequenceEqual("system"u8)
                && tags.ValueTextEquals("http://terminology.hl7.org/CodeSystem/v3-ObservationValue"u8);
            if (isCode && isSystem) return true;
        }

        return false;
    }

    private struct ResourcePlace(int start, int withheldBefore, bool hadPart2, int depth)
    {
        public int Start { get; } = start;

        public int WithheldBefore { get; } = withheldBefore;

        public bool HadPart2 { get; } = hadPart2;

        public int Depth { get; } = depth;

        public int AfterId { get; set; }

        public int MetaEnd { get; set; }

        public int TagEnd { get; set; }

        public bool IsTagged { get; set; }

        public bool IsForbidden { get; set; }

        public bool LacksCategory { get; set; }
    }
}
