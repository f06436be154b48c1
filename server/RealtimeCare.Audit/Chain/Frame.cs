using System.Buffers.Binary;

namespace RealtimeCare.Audit.Chain;

/// <summary>One group commit inside a segment: which entries it holds, what it continues, and its hash and signature.</summary>
internal readonly ref struct Frame(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => _bytes.Length;

    public long Number => BinaryPrimitives.ReadInt64LittleEndian(_bytes[FrameFormat.NumberAt..]);

    public long FirstIndex => BinaryPrimitives.ReadInt64LittleEndian(_bytes[FrameFormat.FirstIndexAt..]);

    public int Count => BinaryPrimitives.ReadInt32LittleEndian(_bytes[FrameFormat.CountAt..]);

    public ReadOnlySpan<byte> Previous => _bytes.Slice(FrameFormat.PreviousAt, Sha3.Length);

    /// <summary>What the hash covers: everything before it.</summary>
    public ReadOnlySpan<byte> Hashed => _bytes[..^FrameFormat.TrailerLength];

    /// <summary>The entries, each behind its length.</summary>
    public ReadOnlySpan<byte> Entries => _bytes[FrameFormat.HeaderLength..^FrameFormat.TrailerLength];

    public ReadOnlySpan<byte> Sha3Value => _bytes[^FrameFormat.TrailerLength..][..Sha3.Length];

    public ReadOnlySpan<byte> Signature => _bytes[^(FrameFormat.SignatureLength + FrameFormat.EndMark.Length)..^FrameFormat.EndMark.Length];

    /// <summary>Where the frame after this one goes.</summary>
    public ChainPoint Next => new(Number + 1, FirstIndex + Count, Sha3Value.ToArray());
}
