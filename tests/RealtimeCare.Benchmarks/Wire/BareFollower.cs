using MessagePack;

namespace RealtimeCare.Benchmarks.Wire;

/// <summary>A member of a group of the bare hub.</summary>
internal sealed class BareFollower : IHubListener
{
    public Tally Tally { get; } = new();

    public void Take(ReadOnlySpan<byte> method, ref MessagePackReader arguments)
    {
        if (method.SequenceEqual("Events"u8)) Tally.Add(1);
    }

    public ValueTask TakenAsync(HubSocket socket, bool isIdle) => ValueTask.CompletedTask;
}
