using System.Buffers.Binary;
using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Trail;

/// <summary>The entries of one group commit, already in the place they have in the frame, and the one task their writers await.</summary>
internal sealed class Batch(byte[] buffer, int capacity)
{
    private const int LengthPrefix = 2;

    private readonly TaskCompletionSource<long> _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _length = FrameFormat.HeaderLength;
    private byte[] _buffer = buffer;

    public int Count { get; private set; }

    /// <summary>The index of the batch's first entry, once all of it is durable.</summary>
    public Task<long> Durable => _durable.Task;

    /// <summary>The frame to be: room for the header, the entries, room for the trailer.</summary>
    public Span<byte> Frame => _buffer.AsSpan(0, _length + FrameFormat.TrailerLength);

    /// <summary>Adds an entry; false when it no longer fits.</summary>
    public bool TryAdd(ReadOnlySpan<byte> entry)
    {
        var needed = LengthPrefix + entry.Length;
        if (_length + needed > FrameFormat.HeaderLength + capacity)
            return false;
        if (_length + needed + FrameFormat.TrailerLength > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + needed + FrameFormat.TrailerLength));

        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(_length), (ushort)entry.Length);
        entry.CopyTo(_buffer.AsSpan(_length + LengthPrefix));
        _length += needed;
        Count++;
        return true;
    }

    public void Succeed(long firstIndex) => _durable.TrySetResult(firstIndex);

    public void Fail(TrailUnavailableException failure)
    {
        if (_durable.TrySetException(failure))
            // Somebody may have stopped waiting; the failure is logged where it happened.
            _ = _durable.Task.Exception;
    }

    /// <summary>Gives the buffer to the next batch.</summary>
    public byte[] Release() => _buffer;
}
