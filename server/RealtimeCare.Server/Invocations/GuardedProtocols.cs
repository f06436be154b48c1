using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// Every protocol behind the guard, wherever and however often it was registered: <c>AddSignalR</c> adds its own JSON again each
/// time it is called, so guarding the registrations would not hold.
/// </summary>
internal sealed class GuardedProtocols(IEnumerable<IHubProtocol> protocols, UnreadableBook book) : IHubProtocolResolver
{
    private readonly List<IHubProtocol> guarded = [.. protocols.DistinctBy(protocol => protocol.Name).Select(protocol => new GuardedHubProtocol(protocol, book))];

    public IReadOnlyList<IHubProtocol> AllProtocols => guarded;

    public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols)
    {
        if (supportedProtocols?.Contains(protocolName, StringComparer.OrdinalIgnoreCase) == false) return null;
        return guarded.Find(protocol => protocol.Name.Equals(protocolName, StringComparison.OrdinalIgnoreCase));
    }
}
