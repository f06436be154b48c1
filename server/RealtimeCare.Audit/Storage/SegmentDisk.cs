using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Storage;

/// <summary>The real disk.</summary>
internal sealed class SegmentDisk : ISegmentDisk
{
    public ISegmentFile Create(string path, long length)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            Options = FileOptions.WriteThrough,
            PreallocationSize = length,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        return new SegmentFile(path, options, length);
    }

    public void Publish(string temporary, string final)
    {
        File.Move(temporary, final, overwrite: false);
        DirectorySync.Flush(Path.GetDirectoryName(final)!);
    }

    /// <summary>
    /// Written with <see cref="FileOptions.WriteThrough"/> on purpose: on Linux, .NET 10 loses the error of a flush
    /// (<c>Flush(true)</c> returns although fsync failed), while a write that is itself synchronous reports it.
    /// </summary>
    private sealed class SegmentFile : ISegmentFile
    {
        private readonly FileStream _stream;

        public SegmentFile(string path, FileStreamOptions options, long length)
        {
            _stream = new FileStream(path, options);
            try
            {
                _stream.SetLength(length);
            }
            catch
            {
                _stream.Dispose();
                throw;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_stream.SafeFileHandle, bytes, offset);

        public void Truncate(long length) => _stream.SetLength(length);

        public void Dispose() => _stream.Dispose();
    }
}
