namespace RealtimeCare.Audit.Storage;

/// <summary>One open segment. Every write is durable when it returns, or throws.</summary>
internal interface ISegmentFile : IDisposable
{
    void Write(ReadOnlySpan<byte> bytes, long offset);

    void Truncate(long length);
}
