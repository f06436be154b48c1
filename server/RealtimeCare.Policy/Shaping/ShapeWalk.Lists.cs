using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Lists of primitives and of their companions, such as <c>given</c> and <c>_given</c>: what belongs together stands at one place.</summary>
internal ref partial struct ShapeWalk
{
    /// <summary>Whether a null holds the place of a primitive that has only a companion, and the companions are shown.</summary>
    private static bool KeepsNulls(PathNode parent, ReadOnlySpan<byte> name)
    {
        if (!parent.HasCompanions) return parent.KeepsExtensions;
        if (name[0] == '_') return true;
        if (name.Length > 100) return false;
        Span<byte> companion = stackalloc byte[name.Length + 1];
        companion[0] = (byte)'_';
        name.CopyTo(companion[1..]);
        return parent.Find(companion) is not null;
    }

    /// <summary>Writes a list whose companions are shown.</summary>
    private bool WriteList(PathNode node, ReadOnlySpan<byte> name)
    {
        var start = buffer.Length;
        var nulls = 0UL;
        var isAnyKept = false;
        buffer.Copy(reader.TokenStart, reader.Position);
        for (var index = 0; !refused && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var itemStart = BeginItem();
            if (reader.TokenType == JsonTokenType.Null)
            {
                buffer.Append("null"u8);
                nulls |= index < 64 ? 1UL << index : 0;
            }
            else if (WriteValue(node))
            {
                isAnyKept = true;
            }
            else
            {
                buffer.CutTo(itemStart);
            }
        }

        holes = nulls;
        holesOf = name;
        return CloseList(start, isAnyKept);
    }

    /// <summary>
    /// Writes the companions of a list. One that is withheld leaves a null beside its primitive, and a marker where there is none
    /// or nobody knows: a place where nothing at all stands would not be valid.
    /// </summary>
    private bool WriteCompanions(PathNode node, ReadOnlySpan<byte> name)
    {
        var start = buffer.Length;
        var places = holesOf.SequenceEqual(name[1..]) ? holes : ulong.MaxValue;
        var isAnyKept = false;
        buffer.Copy(reader.TokenStart, reader.Position);
        for (var index = 0; !refused && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            BeginItem();
            var itemAt = buffer.Length;
            var withheldBefore = withheld;
            if (WriteValue(node))
            {
                isAnyKept = true;
                continue;
            }

            buffer.CutTo(itemAt);
            var isHole = withheld > withheldBefore && (index >= 64 || (places & (1UL << index)) != 0);
            buffer.Append(isHole ? Masked : "null"u8);
            isAnyKept |= isHole;
        }

        holesOf = [];
        return CloseList(start, isAnyKept);
    }

    private int BeginItem()
    {
        var start = buffer.Length;
        if (!buffer.IsAtOpening) buffer.AppendComma(reader.TokenStart);
        return start;
    }

    private bool CloseList(int start, bool isAnyKept)
    {
        if (isAnyKept) buffer.Copy(reader.TokenStart, reader.Position);
        else buffer.CutTo(start);
        return isAnyKept;
    }
}
