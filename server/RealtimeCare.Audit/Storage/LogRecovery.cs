using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Storage;

/// <summary>
/// Finds out at start where a log stands. Reads every segment's header and the hash it continues, and all of the last segment. A frame
/// half written was never acknowledged and may be left behind; anything else that does not fit is damage, and the trail stays shut.
/// </summary>
internal sealed class LogRecovery(LogFolder folder, TrailPublicKey key)
{
    private const int MostHeaderBytes = 1024;

    public LogState Recover(IReadOnlyList<long> numbers)
    {
        var state = new LogState(0, 0, ChainPoint.Genesis(folder.Log), 0);
        for (var at = 0; at < numbers.Count; at++)
        {
            var path = folder.SegmentPath(numbers[at]);
            if (numbers[at] != at + 1)
                throw new TrailDamagedException(path, 0, $"segment {at + 1} is missing.");
            state = at == numbers.Count - 1 ? ReadLast(path, state) : ReadHeader(path, state);
        }

        return state;
    }

    private LogState ReadHeader(string path, LogState before)
    {
        using var file = OpenRead(path);
        var bytes = new byte[Math.Min(MostHeaderBytes, file.Length)];
        file.ReadExactly(bytes);
        var header = Check(path, bytes, before);
        return new LogState(header.Number, header.Length, header.Begin, 0);
    }

    private LogState ReadLast(string path, LogState before)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Check(path, bytes, before);
        var reader = new FrameReader(bytes, folder.Log, key);
        var next = header.Begin;
        var offset = header.Length;
        while (offset < bytes.Length && !reader.IsZeroFrom(offset))
        {
            var fault = reader.Read(offset, out var frame);
            if (fault != FrameFault.None)
                return new LogState(header.Number, offset, next, TornBytes(reader, bytes, path, offset, fault));
            if (!next.IsAt(frame.Number, frame.FirstIndex, frame.Previous))
                throw new TrailDamagedException(path, offset, $"frame {frame.Number} stands where frame {next.Frame} belongs.");
            next = frame.Next;
            offset += frame.Length;
        }

        return new LogState(header.Number, offset, next, 0);
    }

    private static int TornBytes(in FrameReader reader, byte[] bytes, string path, int offset, FrameFault fault)
    {
        var later = reader.Find(offset + 1);
        if (later >= 0)
            throw new TrailDamagedException(path, offset, $"this frame is not intact ({fault}), but a good one follows at byte {later}.");
        if (!reader.IsTorn(offset))
            throw new TrailDamagedException(path, offset, $"the last frame was written to its end and is not intact ({fault}).");
        return bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1 - offset;
    }

    private SegmentHeader Check(string path, byte[] bytes, LogState before)
    {
        var header = SegmentHeader.Read(bytes, key, out var fault)
            ?? throw new TrailDamagedException(path, 0, $"the segment's header is not intact ({fault}).");
        if (header.Log != folder.Log || header.Number != before.Segment + 1)
            throw new TrailDamagedException(path, 0, $"this is segment {header.Number} of log '{header.Log}'.");
        if (before.IsNew ? !IsSame(header.Begin, before.Next) : !IsSame(header.Begin, EndOf(before, header.PreviousEnd)))
            throw new TrailDamagedException(path, 0, "the segment does not continue the one before it.");

        return header;
    }

    /// <summary>The point that the segment before ends at, from its last frame's bytes alone.</summary>
    private ChainPoint EndOf(LogState before, long end)
    {
        if (end == before.End)
            return before.Next;

        var path = folder.SegmentPath(before.Segment);
        var bytes = new byte[Math.Min(end, FrameFormat.Overhead + FrameFormat.MaxEntriesLength)];
        using (var file = OpenRead(path))
        {
            if (file.Length < end)
                throw new TrailDamagedException(path, file.Length, $"the segment was cut; it went on to byte {end}.");
            file.Position = end - bytes.Length;
            file.ReadExactly(bytes);
        }

        var start = bytes.Length;
        while ((start = bytes.AsSpan(0, start).LastIndexOf(FrameFormat.Magic)) >= 0)
        {
            if (new FrameReader(bytes, folder.Log, key).Read(start, out var frame) == FrameFault.None && start + frame.Length == bytes.Length)
                return frame.Next;
        }

        throw new TrailDamagedException(path, end, "the segment's last frame is not intact.");
    }

    private static bool IsSame(ChainPoint one, ChainPoint other) => one.IsAt(other.Frame, other.Index, other.Sha3);

    private static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
