using System.Net.Sockets;
using System.Net.WebSockets;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Hammer.World;

/// <summary>What a client waits out: a host that is down or not itself, a broken connection, and "later".</summary>
internal static class Transience
{
    public static bool IsTransient(Exception exception) => exception switch
    {
        CareException refused => IsForLater(refused.Error.Code),
        ServerNotTrustedException => true,
        HttpRequestException or WebSocketException or SocketException or IOException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    public static bool IsForLater(ErrorCode code) => (int)code is >= 4200 and < 4300;
}
