using System.Buffers.Binary;
using System.Text;

namespace RealtimeCare.Audit.Chain;

/// <summary>The signed first bytes of a segment: which log it belongs to and exactly where it continues the one before.</summary>
internal sealed record SegmentHeader(string Log, long Number, SegmentReason Reason, ChainPoint Begin, long PreviousEnd, long CreatedAt)
{
    private const int FixedLength = 97;
    private const int SignatureLength = 64;

    private static ReadOnlySpan<byte> Magic => "RCTRAIL1"u8;

    private static ReadOnlySpan<byte> Domain => "realtimecare/trail-segment/v1\0"u8;

    /// <summary>The header's length in bytes.</summary>
    public int Length => LengthOf(Encoding.UTF8.GetByteCount(Log));

    public static int LengthOf(int logBytes) => FixedLength + logBytes + SignatureLength;

    public byte[] Write(SigningKey key)
    {
        var bytes = new byte[Length];
        var span = bytes.AsSpan();
        Magic.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], (int)Reason);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], Begin.Frame);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], Begin.Index);
        BinaryPrimitives.WriteInt64LittleEndian(span[40..], CreatedAt);
        BinaryPrimitives.WriteInt64LittleEndian(span[48..], PreviousEnd);
        Begin.Sha3.CopyTo(span[56..]);
        key.Public.IdBytes.CopyTo(span[88..]);
        span[96] = (byte)Encoding.UTF8.GetBytes(Log, span[FixedLength..]);
        key.Sign([.. Domain, .. span[..^SignatureLength]], span[^SignatureLength..]);
        return bytes;
    }

    /// <summary>Reads and checks a header; <paramref name="fault"/> says what is wrong when there is none.</summary>
    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes, TrailPublicKey key, out SegmentFault fault)
    {
        fault = SegmentFault.Unreadable;
        if (bytes.Length < FixedLength + SignatureLength || !bytes.StartsWith(Magic))
            return null;
        var length = LengthOf(bytes[96]);
        if (bytes.Length < length || BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != length)
            return null;

        var header = bytes[..length];
        fault = SegmentFault.WrongKey;
        if (!header.Slice(88, TrailPublicKey.IdLength).SequenceEqual(key.IdBytes))
            return null;
        fault = SegmentFault.SignatureInvalid;
        if (!key.Verify([.. Domain, .. header[..^SignatureLength]], header[^SignatureLength..]))
            return null;

        fault = SegmentFault.None;
        return Parse(header);
    }

    private static SegmentHeader Parse(ReadOnlySpan<byte> header) => new(
        Encoding.UTF8.GetString(header[FixedLength..^SignatureLength]),
        BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
        (SegmentReason)BinaryPrimitives.ReadInt32LittleEndian(header[12..]),
        new ChainPoint(
            BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
            header.Slice(56, Sha3.Length).ToArray()),
        BinaryPrimitives.ReadInt64LittleEndian(header[48..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[40..]));
}
