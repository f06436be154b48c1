using MessagePack;

namespace RealtimeCare.Benchmarks.Wire;

/// <summary>Takes what a hub calls. Everything comes from the connection's one reading task.</summary>
internal interface IHubListener
{
    /// <summary>The hub called a method; <paramref name="arguments"/> stands at the array of arguments.</summary>
    void Take(ReadOnlySpan<byte> method, ref MessagePackReader arguments);

    /// <summary>What came in one read is taken.</summary>
    /// <param name="isIdle">Nothing more waits.</param>
    ValueTask TakenAsync(HubSocket socket, bool isIdle);
}
