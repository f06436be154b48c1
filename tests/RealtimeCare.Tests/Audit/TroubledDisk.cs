using RealtimeCare.Audit.Storage;

namespace RealtimeCare.Tests.Audit;

/// <summary>The real disk, until it is told to fail, to hang or to pretend.</summary>
internal sealed class TroubledDisk : ISegmentDisk, IDisposable
{
    private readonly SegmentDisk _disk = new();
    private readonly ManualResetEventSlim _isFree = new(true);
    private int _step;
    private int _failAt = -1;
    private bool _isFrozen;
    private Func<int, int> _written = length => 0;

    /// <summary>How many steps were asked for since the last <see cref="FailAt"/>.</summary>
    public int Steps => _step;

    public int Writes { get; private set; }

    /// <summary>Fails one step; of what it should have written a part may have got to the disk.</summary>
    public void FailAt(int step, Func<int, int> written) => (_step, _failAt, _written) = (0, step, written);

    public void FailNoMore() => _failAt = -1;

    /// <summary>Lets the next write hang.</summary>
    public void Hold() => _isFree.Reset();

    public void Release() => _isFree.Set();

    /// <summary>From here on nothing reaches the disk and nobody is told.</summary>
    public void Freeze() => _isFrozen = true;

    public void Thaw() => _isFrozen = false;

    public ISegmentFile Create(string path, long length)
    {
        if (IsToFail())
        {
            if (_written(1) > 0)
                _disk.Create(path, length).Dispose();
            throw new IOException("No space left on device");
        }

        return new TroubledFile(this, _disk.Create(path, length));
    }

    public void Publish(string temporary, string final)
    {
        if (IsToFail())
        {
            if (_written(1) > 0)
                _disk.Publish(temporary, final);
            throw new IOException("Input/output error");
        }

        _disk.Publish(temporary, final);
    }

    public void Dispose() => _isFree.Dispose();

    private bool IsToFail() => _step++ == _failAt;

    private sealed class TroubledFile(TroubledDisk disk, ISegmentFile file) : ISegmentFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk._isFree.Wait();
            disk.Writes++;
            if (disk._isFrozen)
                return;
            if (disk.IsToFail())
            {
                file.Write(bytes[..disk._written(bytes.Length)], offset);
                throw new IOException("Input/output error");
            }

            file.Write(bytes, offset);
        }

        public void Truncate(long length)
        {
            if (!disk._isFrozen)
                file.Truncate(length);
        }

        public void Dispose() => file.Dispose();
    }
}
