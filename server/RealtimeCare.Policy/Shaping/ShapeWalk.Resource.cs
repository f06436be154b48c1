using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Resources: their type, their labels, and the tag that says they are not whole.</summary>
internal ref partial struct ShapeWalk
{
    private static ReadOnlySpan<byte> Subsetted =>
        """{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}"""u8;

    /// <summary>
    /// Writes the resource that the reader stands at the opening of, and moves to its end; false when nothing of it may be seen.
    /// </summary>
    private bool WriteResource(PathKind kind)
    {
        var type = FindType();
        if (type.IsEmpty)
        {
            refused = true;
            return false;
        }

        if (audience.Find(type) is not { } rule)
        {
            reader.Skip();
            return false;
        }

        var place = new ResourcePlace(buffer.Length, withheld, hasPart2, reader.CurrentDepth) { LacksCategory = rule.Category is not null };
        buffer.Append("{\"resourceType\":"u8);
        buffer.AppendQuoted(type);
        place.AfterId = buffer.Length;
        var frame = names.Open();
        while (!refused && !place.IsForbidden && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (AddName(ref frame)) WriteResourceMember(rule, ref place);
            else refused = true;
        }

        names.Close(frame);
        return CloseResource(kind, place);
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
            WriteName(name);
            reader.Read();
            refused |= reader.TokenType != JsonTokenType.String;
            buffer.AppendQuoted(reader.ValueSpan);
            place.AfterId = buffer.Length;
        }
        else if (name.SequenceEqual("meta"u8))
        {
            reader.Read();
            WriteMeta(rule.Tree.Find(name), ref place);
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
            while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != place.Depth) reader.Read();
            buffer.CutTo(place.Start);
            withheld = place.WithheldBefore;
            hasPart2 = place.HadPart2;
            return false;
        }

        // What contains it carries the tag.
        if (withheld > place.WithheldBefore && kind != PathKind.Contained) Tag(place);
        buffer.Append((byte)'}');
        return true;
    }

    /// <summary>Writes what may be seen of <c>meta</c>, and judges its labels whether they may be seen or not.</summary>
    private void WriteMeta(PathNode? node, ref ResourcePlace place)
    {
        refused |= reader.TokenType != JsonTokenType.StartObject;
        var start = buffer.Length;
        if (node is null) withheld++;
        WriteName("meta"u8);
        var frame = names.Open();
        buffer.Append((byte)'{');
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
        buffer.Append((byte)'}');
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

    private void Tag(ResourcePlace place)
    {
        if (place.TagEnd > 0)
        {
            if (!place.IsTagged) Insert(place.TagEnd, ","u8, ""u8);
        }
        else if (place.MetaEnd > 0)
        {
            Insert(place.MetaEnd, ",\"tag\":["u8, "]"u8);
        }
        else
        {
            Insert(place.AfterId, ",\"meta\":{\"tag\":["u8, "]}"u8);
        }
    }

    private void Insert(int position, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        buffer.Insert(position, after);
        buffer.Insert(position, Subsetted);
        buffer.Insert(position, before);
    }

    /// <summary>The type of the resource that begins here; empty when it does not say.</summary>
    private readonly ReadOnlySpan<byte> FindType()
    {
        var ahead = reader;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isType = ahead.ValueSpan.SequenceEqual("resourceType"u8);
            ahead.Read();
            if (isType) return ahead.TokenType == JsonTokenType.String && !ahead.ValueIsEscaped ? ahead.ValueSpan : [];
            ahead.Skip();
        }

        return [];
    }

    private static bool HoldsSubsetted(Utf8JsonReader tags)
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
