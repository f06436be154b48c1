using System.Net;
using System.Net.Sockets;

namespace RealtimeCare.Host.Listening;

/// <summary>Finds a port before Kestrel starts, because the issuer's name carries the port and must be known when tokens are set up.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
