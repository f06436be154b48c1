namespace RealtimeCare.Server.Delivery;

/// <summary>The bytes that all tails of this node may hold together.</summary>
internal sealed class TailBudget
{
    private const long MaxBytes = 256L * 1024 * 1024;
    private long held;

    public bool IsExceeded => Volatile.Read(ref held) > MaxBytes;

    public void Take(long bytes) => Interlocked.Add(ref held, bytes);

    public void Return(long bytes) => Interlocked.Add(ref held, -bytes);
}
