using System.Buffers;
using System.Globalization;
using MessagePack;

namespace RealtimeCare.Benchmarks.Wire;

/// <summary>Messages of the MessagePack hub protocol, written by hand: a length, then an array.</summary>
internal static class Frames
{
    public const int Call = 1;
    public const int Item = 2;
    public const int Answer = 3;
    public const int Close = 7;

    public static readonly byte[] Handshake = "{\"protocol\":\"messagepack\",\"version\":1}\u001e"u8.ToArray();

    public static readonly byte[] Ping = Framed(static (ref MessagePackWriter writer) =>
    {
        writer.WriteArrayHeader(1);
        writer.Write(6);
    });

    public delegate void Content(ref MessagePackWriter writer);

    /// <summary>A call; without an id nobody waits for an answer.</summary>
    /// <param name="arguments">Writes the array of arguments.</param>
    /// <param name="stream">The id of the upload stream that goes with it.</param>
    public static byte[] CallOf(string method, int? id, Content arguments, string? stream = null) => Framed((ref MessagePackWriter writer) =>
    {
        writer.WriteArrayHeader(6);
        writer.Write(Call);
        writer.WriteMapHeader(0);
        writer.Write(id?.ToString(CultureInfo.InvariantCulture));
        writer.Write(method);
        arguments(ref writer);
        writer.WriteArrayHeader(stream is null ? 0 : 1);
        if (stream is not null) writer.Write(stream);
    });

    public static byte[] ItemOf(string stream, Content item) => Framed((ref MessagePackWriter writer) =>
    {
        writer.WriteArrayHeader(4);
        writer.Write(Item);
        writer.WriteMapHeader(0);
        writer.Write(stream);
        item(ref writer);
    });

    /// <summary>Reads the length before a message; false when it is not all there yet.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length, out int header)
    {
        (length, header) = (0, 0);
        while (header < bytes.Length && header < 5)
        {
            length |= (bytes[header] & 0x7F) << (7 * header);
            if ((bytes[header++] & 0x80) == 0) return bytes.Length - header >= length;
        }

        return false;
    }

    private static byte[] Framed(Content content)
    {
        var body = new ArrayBufferWriter<byte>(128);
        var writer = new MessagePackWriter(body);
        content(ref writer);
        writer.Flush();
        var frame = new List<byte>(body.WrittenCount + 5);
        var rest = body.WrittenCount;
        for (; rest > 0x7F; rest >>= 7) frame.Add((byte)(rest | 0x80));
        frame.Add((byte)rest);
        frame.AddRange(body.WrittenSpan);
        return [.. frame];
    }
}
