using System.Buffers.Binary;
using System.Text;

namespace RealtimeCare.Audit.Chain;

/// <summary>The layout of a frame, as FORMAT.md has it.</summary>
internal static class FrameFormat
{
    public const int LengthAt = 4;
    public const int NumberAt = 8;
    public const int FirstIndexAt = 16;
    public const int CountAt = 24;
    public const int WrittenAtAt = 28;
    public const int PreviousAt = 36;
    public const int HeaderLength = 68;

    public const int SignatureLength = 64;
    public const int TrailerLength = Sha3.Length + SignatureLength + 4;

    /// <summary>What a frame is longer than its entries.</summary>
    public const int Overhead = HeaderLength + TrailerLength;

    /// <summary>The most entry bytes in one frame.</summary>
    public const int MaxEntriesLength = 1 << 20;

    public static ReadOnlySpan<byte> Magic => "RCF1"u8;

    public static ReadOnlySpan<byte> EndMark => "1FCR"u8;

    private static ReadOnlySpan<byte> Domain => "realtimecare/trail-frame/v1\0"u8;

    public static int StatementLength(string log) => Domain.Length + 1 + Encoding.UTF8.GetByteCount(log) + 8 + 8 + 4 + Sha3.Length;

    /// <summary>What is signed: the log's name, the frame's place in it, and its hash.</summary>
    public static void WriteStatement(Span<byte> statement, string log, in Frame frame)
    {
        Domain.CopyTo(statement);
        var rest = statement[Domain.Length..];
        var logLength = Encoding.UTF8.GetBytes(log, rest[1..]);
        rest[0] = (byte)logLength;
        rest = rest[(1 + logLength)..];
        BinaryPrimitives.WriteInt64LittleEndian(rest, frame.Number);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], frame.FirstIndex);
        BinaryPrimitives.WriteInt32LittleEndian(rest[16..], frame.Count);
        frame.Sha3Value.CopyTo(rest[20..]);
    }

    /// <summary>Turns a buffer that holds entries between room for header and trailer into a frame: header, hash, signature, end mark.</summary>
    public static ChainPoint Seal(Span<byte> frameBytes, int count, ChainPoint point, long writtenAt, string log, SigningKey key)
    {
        Magic.CopyTo(frameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(frameBytes[LengthAt..], frameBytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frameBytes[NumberAt..], point.Frame);
        BinaryPrimitives.WriteInt64LittleEndian(frameBytes[FirstIndexAt..], point.Index);
        BinaryPrimitives.WriteInt32LittleEndian(frameBytes[CountAt..], count);
        BinaryPrimitives.WriteInt64LittleEndian(frameBytes[WrittenAtAt..], writtenAt);
        point.Sha3.CopyTo(frameBytes[PreviousAt..]);

        var frame = new Frame(frameBytes);
        var trailer = frameBytes[^TrailerLength..];
        Sha3.Hash(frame.Hashed, trailer[..Sha3.Length]);
        Span<byte> statement = stackalloc byte[StatementLength(log)];
        WriteStatement(statement, log, frame);
        key.Sign(statement, trailer.Slice(Sha3.Length, SignatureLength));
        EndMark.CopyTo(trailer[^EndMark.Length..]);
        return frame.Next;
    }
}
