using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCare.Hammer.Hosts;

/// <summary>A cable of one client that can be cut and squeezed: passes bytes between a port of this machine and the host. TLS stays end to end.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> sockets = new();
    private volatile object era = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly int port;
    private int arrivals;
    private readonly Task accepting;
    private volatile TaskCompletionSource? squeezed;

    public Cable(Uri target)
    {
        port = target.Port;
        listener.Start();
        Address = new UriBuilder(target) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
        accepting = AcceptAsync();
    }

    /// <summary>Where nobody answers.</summary>
    public static Uri Nowhere { get; } = new("https://localhost:0/");

    /// <summary>Whom new connections reach in the host's place; null for the host.</summary>
    public Uri? LeadsTo { get; set; }

    /// <summary>How many connections have been made.</summary>
    public int Arrivals => Volatile.Read(ref arrivals);

    /// <summary>The address to connect to instead of the host's.</summary>
    public Uri Address { get; }

    /// <summary>Breaks every connection that is open now, without a farewell; whether there was one. New ones are taken.</summary>
    public bool Cut()
    {
        var cut = sockets.Keys.ToList();
        foreach (var socket in cut) Break(socket);
        return cut.Count > 0;
    }

    /// <summary>Makes all connections that are open half-open: nothing comes through any more, and neither end is told. New ones work.</summary>
    public void Swallow() => era = new object();

    /// <summary>Lets nothing through, in either direction, until <see cref="Release"/>: the network stands still, and nobody is told.</summary>
    public void Squeeze() => squeezed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        var waiting = squeezed;
        squeezed = null;
        waiting?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Release();
        Cut();
        await accepting;
        stopping.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = PassAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Disposed, or a caller who hung up before being taken.
            }
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        Interlocked.Increment(ref arrivals);
        var (began, target) = (era, LeadsTo?.Port ?? port);
        try
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(IPAddress.Loopback, target, stopping.Token);
            sockets[near] = sockets[far] = 0;
            await UntilOverAsync(CopyAsync(near, far, began), CopyAsync(far, near, began), began);
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The host is down: the caller sees a connection that closes.
        }

        Break(near);
        Break(far);
    }

    /// <summary>Until an end has closed; of a half-open connection both ends, as each has to find out by itself.</summary>
    private async Task UntilOverAsync(Task there, Task back, object began)
    {
        await Task.WhenAny(there, back);
        if (began != era) await Task.WhenAll(there, back);
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, object began)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, stopping.Token) is var read && read > 0)
            {
                if (squeezed is { } wait) await wait.Task;
                if (began == era) await to.GetStream().WriteAsync(buffer.AsMemory(0, read), stopping.Token);
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // A cut or closed connection is what this cable is for.
        }
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
