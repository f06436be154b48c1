using System.Buffers.Binary;

namespace RealtimeCare.Audit.Chain;

/// <summary>Finds and checks frames in the bytes of a segment, each by itself: layout, hash, signature.</summary>
internal readonly ref struct FrameReader(ReadOnlySpan<byte> segment, string log, TrailPublicKey key)
{
    private const int Sector = 512;

    private readonly ReadOnlySpan<byte> _segment = segment;

    public FrameFault Read(int offset, out Frame frame)
    {
        frame = default;
        var rest = _segment[offset..];
        if (rest.Length < FrameFormat.Overhead || !rest.StartsWith(FrameFormat.Magic))
            return FrameFault.Unreadable;
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest[FrameFormat.LengthAt..]);
        if (length <= FrameFormat.Overhead || length > rest.Length || !rest[..length].EndsWith(FrameFormat.EndMark))
            return FrameFault.Unreadable;

        frame = new Frame(rest[..length]);
        Span<byte> hash = stackalloc byte[Sha3.Length];
        Sha3.Hash(frame.Hashed, hash);
        if (!frame.Sha3Value.SequenceEqual(hash))
            return FrameFault.HashWrong;
        return IsSigned(frame) ? FrameFault.None : FrameFault.SignatureInvalid;
    }

    /// <summary>Where the next good frame begins at or after an offset; -1 when there is none.</summary>
    public int Find(int offset)
    {
        while (offset < _segment.Length)
        {
            var step = _segment[offset..].IndexOf(FrameFormat.Magic);
            if (step < 0)
                return -1;
            offset += step;
            if (Read(offset, out _) == FrameFault.None)
                return offset;
            offset++;
        }

        return -1;
    }

    public bool IsZeroFrom(int offset) => _segment[offset..].IndexOfAnyExcept((byte)0) < 0;

    /// <summary>
    /// Whether the bytes from here look like a write that power or process loss cut short. A disk writes whole sectors, and a segment
    /// was zero before: a torn frame lacks its end or has a zero sector in it. One that is there from start to end was changed.
    /// </summary>
    public bool IsTorn(int offset)
    {
        var extent = _segment[offset..(_segment.LastIndexOfAnyExcept((byte)0) + 1)];
        if (extent.Length < FrameFormat.Overhead)
            return true;
        var hasEnd = extent.EndsWith(FrameFormat.EndMark)
            || BinaryPrimitives.ReadInt32LittleEndian(extent[FrameFormat.LengthAt..]) == extent.Length;
        return !hasEnd || HasZeroSector(extent, offset);
    }

    private static bool HasZeroSector(ReadOnlySpan<byte> extent, int offset)
    {
        var at = 0;
        while (at < extent.Length)
        {
            var size = Math.Min(Sector - ((offset + at) % Sector), extent.Length - at);
            if (extent.Slice(at, size).IndexOfAnyExcept((byte)0) < 0)
                return true;
            at += size;
        }

        return false;
    }

    private bool IsSigned(in Frame frame)
    {
        Span<byte> statement = stackalloc byte[FrameFormat.StatementLength(log)];
        FrameFormat.WriteStatement(statement, log, frame);
        return key.Verify(statement, frame.Signature);
    }
}
