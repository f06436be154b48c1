using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Storage;

/// <summary>
/// Writes frames into segments and begins a new one when the current is full or has failed. Only one thread calls it. A segment in
/// which a write failed is never written again: nobody knows which of its pages are on the disk.
/// </summary>
internal sealed class SegmentStore(LogFolder folder, ISegmentDisk disk, SigningKey key, long segmentBytes, TimeProvider time) : IDisposable
{
    private ISegmentFile? _file;
    private long _segment;
    private long _offset;
    private ChainPoint _next = ChainPoint.Genesis(folder.Log);

    /// <summary>Where the next frame goes.</summary>
    public ChainPoint Next => _next;

    /// <summary>The most entry bytes that one frame may hold.</summary>
    public int MaxEntriesLength { get; } =
        (int)Math.Min(FrameFormat.MaxEntriesLength, segmentBytes - SegmentHeader.LengthOf(folder.Log.Length) - FrameFormat.Overhead);

    /// <summary>Begins this run's first segment, behind the ones that recovery read.</summary>
    public void Open(LogState state)
    {
        _segment = state.Segment;
        _offset = state.End;
        _next = state.Next;
        Begin(state.IsNew ? SegmentReason.First : state.TornBytes > 0 ? SegmentReason.TornTail : SegmentReason.Restarted);
    }

    /// <summary>Makes a frame of the entries in a buffer and writes it; durable when it returns.</summary>
    /// <param name="frame">The entries, with room for a frame's header before and its trailer behind them.</param>
    /// <param name="count">How many entries.</param>
    public void Append(Span<byte> frame, int count)
    {
        if (_file is null)
            Begin(SegmentReason.WriteFailed);
        else if (_offset + frame.Length > segmentBytes)
            Begin(SegmentReason.Full);

        var next = FrameFormat.Seal(frame, count, _next, Now(), folder.Log, key);
        try
        {
            _file!.Write(frame, _offset);
        }
        catch
        {
            Abandon();
            throw;
        }

        _offset += frame.Length;
        _next = next;
    }

    /// <summary>Gives back the space that was taken in advance and closes the segment.</summary>
    public void Dispose()
    {
        Seal(_file, _offset);
        _file = null;
    }

    private void Begin(SegmentReason reason)
    {
        var header = new SegmentHeader(folder.Log, _segment + 1, reason, _next, _offset, Now()).Write(key);
        var path = folder.SegmentPath(_segment + 1);
        var temporary = path + ".new";
        var file = disk.Create(temporary, segmentBytes);
        try
        {
            file.Write(header, 0);
            disk.Publish(temporary, path);
        }
        catch
        {
            file.Dispose();
            // It may have got its name before the failure: then it is part of the log, as an empty segment.
            if (File.Exists(path))
            {
                Seal(_file, _offset);
                Use(null, header.Length);
            }

            throw;
        }

        Seal(_file, _offset);
        Use(file, header.Length);
    }

    private void Use(ISegmentFile? file, long offset)
    {
        _file = file;
        _segment++;
        _offset = offset;
    }

    private void Abandon()
    {
        _file?.Dispose();
        _file = null;
    }

    private static void Seal(ISegmentFile? file, long length)
    {
        try
        {
            file?.Truncate(length);
        }
        catch (IOException)
        {
            // The next segment's header says where this one ends; zeros behind it only cost space.
        }
        finally
        {
            file?.Dispose();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
