using System.Buffers;

namespace RealtimeCare.Policy.Shaping;

/// <summary>What is written of a text: runs copied from it and bytes of our own. It grows at the end, can be cut back, and takes insertions.</summary>
/// <remarks>A run is copied only when it ends: what is kept in one piece is copied once.</remarks>
internal ref struct ShapeBuffer(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> input = input;
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(input.Length + 256);
    private int count;
    private int runStart;
    private int runEnd;

    public readonly int Length => count + runEnd - runStart;

    /// <summary>Whether the last byte opens an object or array, so that nothing has been written into it yet.</summary>
    public readonly bool IsAtOpening => (runEnd > runStart ? input[runEnd - 1] : bytes[count - 1]) is (byte)'{' or (byte)'[';

    /// <summary>Copies a part of the text.</summary>
    public void Copy(int start, int end)
    {
        if (start != runEnd)
        {
            Flush();
            runStart = start;
        }

        runEnd = end;
    }

    /// <summary>Writes a comma before a part of the text that begins there.</summary>
    public void AppendComma(int before)
    {
        if (runEnd == before - 1 && input[runEnd] == (byte)',') runEnd = before;
        else Append((byte)',');
    }

    public void Append(byte value)
    {
        Flush();
        if (count == bytes.Length) Grow(1);
        bytes[count++] = value;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        Flush();
        Add(text);
    }

    public void CutTo(int length)
    {
        if (length >= count)
        {
            runEnd = runStart + length - count;
            return;
        }

        count = length;
        runStart = runEnd = 0;
    }

    public void Insert(int position, ReadOnlySpan<byte> text)
    {
        Flush();
        if (text.Length > bytes.Length - count) Grow(text.Length);
        bytes.AsSpan(position, count - position).CopyTo(bytes.AsSpan(position + text.Length));
        text.CopyTo(bytes.AsSpan(position));
        count += text.Length;
    }

    /// <summary>All that was written, with a text put in at a position.</summary>
    public readonly byte[] ToArray(int position, ReadOnlySpan<byte> text)
    {
        var result = GC.AllocateUninitializedArray<byte>(Length + text.Length);
        var behind = result.AsSpan(position + text.Length);
        CopyTo(result.AsSpan(0, position), 0);
        text.CopyTo(result.AsSpan(position));
        CopyTo(behind, position);
        return result;
    }

    private readonly void CopyTo(Span<byte> target, int from)
    {
        var own = Math.Clamp(count - from, 0, target.Length);
        bytes.AsSpan(Math.Min(from, count), own).CopyTo(target);
        input.Slice(runStart + Math.Max(from - count, 0), target.Length - own).CopyTo(target[own..]);
    }

    /// <summary>Gives the bytes back, cleared: they held health data.</summary>
    public readonly void Return() => ArrayPool<byte>.Shared.Return(bytes, clearArray: true);

    private void Flush()
    {
        if (runEnd > runStart) Add(input[runStart..runEnd]);
        runStart = runEnd = 0;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > bytes.Length - count) Grow(text.Length);
        text.CopyTo(bytes.AsSpan(count));
        count += text.Length;
    }

    private void Grow(int atLeast)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, count + atLeast));
        bytes.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        bytes = larger;
    }
}
