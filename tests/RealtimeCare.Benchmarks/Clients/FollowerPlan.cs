namespace RealtimeCare.Benchmarks.Clients;

/// <summary>What a measured client is told in its first line.</summary>
/// <param name="IsBare">Whether it is a bare <c>HubConnection</c>; otherwise it is the SDK.</param>
/// <param name="IsMessagePack">Whether it speaks MessagePack; otherwise it speaks JSON.</param>
/// <param name="Server">Where the server is.</param>
/// <param name="CaPath">The certificate that it trusts.</param>
/// <param name="Token">Its access token.</param>
/// <param name="Name">The patient's id at our host, or the name under which it is fed.</param>
/// <param name="Epoch">The epoch of the patient's stream.</param>
internal sealed record FollowerPlan(bool IsBare, bool IsMessagePack, Uri Server, string CaPath, string Token, string Name, long Epoch);

/// <summary>What so many events have cost a client.</summary>
/// <param name="Microseconds">Of processor time, user and system, of the whole process.</param>
/// <param name="Allocated">Bytes on the managed heap.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record FollowerCost(int Events, double Microseconds, long Allocated, double Milliseconds)
{
    public double MicrosecondsPerEvent => Microseconds / Events;

    public double AllocatedPerEvent => (double)Allocated / Events;
}
