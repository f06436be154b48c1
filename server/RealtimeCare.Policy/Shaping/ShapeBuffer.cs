using System.Buffers;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Pooled bytes that grow at the end, can be cut back, and take insertions.</summary>
internal ref struct ShapeBuffer(int capacity)
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Whether the last byte opens an object or array, so that nothing has been written into it yet.</summary>
    public readonly bool IsAtOpening => bytes[Length - 1] is (byte)'{' or (byte)'[';

    public void Append(byte value)
    {
        if (Length == bytes.Length) Grow(1);
        bytes[Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        if (text.Length > bytes.Length - Length) Grow(text.Length);
        text.CopyTo(bytes.AsSpan(Length));
        Length += text.Length;
    }

    public void AppendQuoted(ReadOnlySpan<byte> text)
    {
        var needed = text.Length + 2;
        if (needed > bytes.Length - Length) Grow(needed);
        var target = bytes.AsSpan(Length, needed);
        target[0] = (byte)'"';
        text.CopyTo(target[1..]);
        target[^1] = (byte)'"';
        Length += needed;
    }

    public void CutTo(int length) => Length = length;

    public void Insert(int position, ReadOnlySpan<byte> text)
    {
        if (text.Length > bytes.Length - Length) Grow(text.Length);
        bytes.AsSpan(position, Length - position).CopyTo(bytes.AsSpan(position + text.Length));
        text.CopyTo(bytes.AsSpan(position));
        Length += text.Length;
    }

    /// <summary>Gives the bytes back, cleared: they held health data.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(bytes, clearArray: true);

    private void Grow(int atLeast)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, Length + atLeast));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        bytes = larger;
    }
}
