using System.Text;

namespace RealtimeCare.Audit.Chain;

/// <summary>Where the next frame goes: its number, the index of its first entry, and the hash that it continues.</summary>
internal sealed record ChainPoint(long Frame, long Index, byte[] Sha3)
{
    /// <summary>The point that a log of this name begins at.</summary>
    public static ChainPoint Genesis(string log)
    {
        var hash = new byte[Chain.Sha3.Length];
        Chain.Sha3.Hash([.. "realtimecare/trail-log/v1\0"u8, .. Encoding.UTF8.GetBytes(log)], hash);
        return new ChainPoint(0, 0, hash);
    }

    public bool IsAt(long frame, long index, ReadOnlySpan<byte> previous) =>
        frame == Frame && index == Index && previous.SequenceEqual(Sha3);
}
