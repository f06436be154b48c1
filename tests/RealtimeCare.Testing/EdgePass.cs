using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RealtimeCare.Testing;

/// <summary>One connection through an <see cref="Edge"/>.</summary>
internal sealed class EdgePass(TcpClient near, CancellationToken stopping) : IDisposable
{
    private readonly TcpClient far = new();
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it swallows what comes, from either side.</summary>
    public bool IsSilent { get; set; }

    public static bool IsBroken(Exception exception) => exception
        is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException or AuthenticationException;

    public void Cut()
    {
        cut.TrySetResult();
        foreach (var socket in new[] { near, far }) Break(socket);
    }

    public async Task<Stream> SecureAsync(X509Certificate2? certificate)
    {
        near.NoDelay = far.NoDelay = true;
        if (certificate is null) return near.GetStream();
        var secure = new SslStream(near.GetStream());
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping);
        return secure;
    }

    /// <summary>Passes everything on, from the request that was read, until an end closes.</summary>
    public async Task PassOnAsync(Stream stream, string head, Uri behind, X509Certificate2Collection roots)
    {
        await far.ConnectAsync(behind.Host, behind.Port, stopping);
        var host = new SslStream(far.GetStream(), false, (_, certificate, _, _) => Trust.IsIssuedBy(certificate, roots));
        await host.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = behind.Host }, stopping);
        await host.WriteAsync(Encoding.ASCII.GetBytes(head), stopping);
        var first = await Task.WhenAny(CopyAsync(stream, host), CopyAsync(host, stream), cut.Task);
        // A half-open connection stays so: neither end is told that the other has gone.
        if (IsSilent) await cut.Task.WaitAsync(stopping);
        if (first != cut.Task && stream is SslStream secure) await secure.ShutdownAsync();
    }

    public void Dispose()
    {
        near.Dispose();
        far.Dispose();
    }

    private async Task CopyAsync(Stream from, Stream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, stopping) is var read && read > 0)
                if (!IsSilent) await to.WriteAsync(buffer.AsMemory(0, read), stopping);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // Both ends are closed then.
        }
    }

    private static void Break(TcpClient socket)
    {
        try
        {
            socket.Client?.Close(0);
        }
        catch (ObjectDisposedException)
        {
            // It went by itself.
        }
    }
}
