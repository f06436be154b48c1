using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCare.Cli.Demo.Host;

/// <summary>
/// A cable that can be cut: passes bytes between a port of this machine and the host, without looking into them. TLS stays end
/// to end, because the host's certificate is for the name and not for the port.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> sockets = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri target;
    private readonly Task accepting;

    /// <summary>Opens the relay.</summary>
    public TcpRelay(Uri target)
    {
        this.target = target;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Address = new UriBuilder(target) { Port = port }.Uri;
        accepting = AcceptAsync();
    }

    /// <summary>The address to connect to instead of the host's.</summary>
    public Uri Address { get; }

    /// <summary>Breaks every connection that is open now, without a farewell. New ones are taken.</summary>
    /// <returns>How many connections were broken.</returns>
    public int Cut()
    {
        var cut = sockets.Keys.ToList();
        foreach (var socket in cut) Break(socket);
        return cut.Count / 2;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stopping.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(stopping.Token);
                _ = PassAsync(near);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed: nobody is taken any more.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        try
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(IPAddress.Loopback, target.Port, stopping.Token);
            sockets[near] = sockets[far] = 0;
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), stopping.Token),
                far.GetStream().CopyToAsync(near.GetStream(), stopping.Token));
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // A cut or closed connection is what a relay is for.
        }

        Break(near);
        Break(far);
    }

    private void Break(TcpClient socket)
    {
        sockets.TryRemove(socket, out _);
        try
        {
            socket.Client?.Close(0);
        }
        catch (ObjectDisposedException)
        {
            // The other direction was faster.
        }

        socket.Dispose();
    }
}
