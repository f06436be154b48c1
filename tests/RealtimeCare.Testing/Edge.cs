using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RealtimeCare.Testing;

/// <summary>
/// What stands between a client and the host: ends TLS with a certificate of its own, looks at each request, and passes it on, answers
/// it by itself, cuts it or lets it fall silent. Without a host behind it, it is whoever a client must not trust.
/// </summary>
public sealed class Edge : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<EdgePass, byte> passes = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly StringBuilder heard = new();
    private readonly Uri? behind;
    private readonly X509Certificate2Collection roots;
    private readonly Task accepting;
    private int arrivals;

    /// <summary>Opens it on a free port.</summary>
    /// <param name="certificate">What it shows; null speaks without TLS.</param>
    /// <param name="care">The host behind it; null for none.</param>
    public Edge(X509Certificate2? certificate, TestCare? care = null)
    {
        (Certificate, behind, roots) = (certificate, care?.Server, care?.Roots ?? []);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Address = new Uri($"{(certificate is null ? "http" : "https")}://localhost:{port}/");
        accepting = AcceptAsync();
    }

    /// <summary>The address to connect to instead of the host's.</summary>
    public Uri Address { get; }

    /// <summary>What the next connections are shown.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>What was asked for, also what was not passed on.</summary>
    public Record<EdgeRequest> Requests { get; } = new();

    /// <summary>What is answered here and not by the host; null passes it on.</summary>
    public Func<EdgeRequest, EdgeAnswer?>? Answering { get; set; }

    /// <summary>What it says to everybody before it has heard anything.</summary>
    public string Greeting { get; set; } = "";

    /// <summary>Hangs up on everybody who comes, before TLS.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many have come, also those who were hung up on.</summary>
    public int Arrivals => Volatile.Read(ref arrivals);

    /// <summary>What clients have said after TLS, until a request was passed on.</summary>
    public string Heard
    {
        get { lock (heard) return heard.ToString(); }
    }

    /// <summary>Breaks every open connection without a farewell.</summary>
    public void Cut()
    {
        foreach (var pass in passes.Keys) pass.Cut();
    }

    /// <summary>Makes every open connection half-open: nothing comes through in either direction any more, and nobody is told.</summary>
    public void Swallow()
    {
        foreach (var pass in passes.Keys) pass.IsSilent = true;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Disposed, or a caller who hung up before being taken.
            }
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        Interlocked.Increment(ref arrivals);
        using var pass = new EdgePass(near, stopping.Token);
        passes[pass] = 0;
        try
        {
            if (IsDown) pass.Cut();
            else await ServeAsync(pass);
        }
        catch (Exception broken) when (EdgePass.IsBroken(broken))
        {
            // A client that trusts nobody here hangs up; a connection that was cut is what this is for.
        }

        passes.TryRemove(pass, out _);
    }

    private async Task ServeAsync(EdgePass pass)
    {
        var stream = await pass.SecureAsync(Certificate);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Greeting), stopping.Token);
        if (await ReadHeadAsync(stream) is not { } head) return;
        var request = EdgeRequest.Parse(head);
        Requests.Add(request);
        if (Answering?.Invoke(request) is { } answer) await AnswerAsync(stream, answer);
        else if (behind is not null) await pass.PassOnAsync(stream, OneRequestOnly(head, request), behind, roots);
    }

    // What is kept alive would bring further requests past these eyes.
    private static string OneRequestOnly(string head, EdgeRequest request) =>
        request.IsUpgrade ? head : head.Insert(head.IndexOf("\r\n", StringComparison.Ordinal), "\r\nConnection: close");

    private static async Task AnswerAsync(Stream stream, EdgeAnswer answer)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Head()));
        if (answer.Body is { } body) await stream.WriteAsync(body);
        if (stream is SslStream secure) await secure.ShutdownAsync();
        // The body of a request may still be under way; closed over it, the answer would be lost too.
        var rest = new byte[4096];
        while (await stream.ReadAsync(rest) > 0)
        {
        }
    }

    private async Task<string?> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, stopping.Token) == 0) return null;
            head.Append((char)one[0]);
            lock (heard) heard.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static bool EndsHead(StringBuilder head) =>
        head.Length >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n' && head[^4] == '\r';
}
