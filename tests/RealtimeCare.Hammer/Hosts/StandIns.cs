using System.Net;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Hosts;

/// <summary>What a client may find in the host's place: one that is trusted and refuses everybody for now, and one that nobody may trust.</summary>
internal sealed class StandIns : IAsyncDisposable
{
    private readonly TestAuthority trusted = new();
    private readonly TestAuthority stranger = new();
    private readonly Edge refusing;
    private readonly Edge impostor;
    private int asked;

    public StandIns()
    {
        refusing = new Edge(trusted.Issue()) { Answering = _ => Refusal() };
        impostor = new Edge(stranger.Issue());
    }

    /// <summary>Answers 429 and 503 in turns, each for a second.</summary>
    public Uri Refusing => refusing.Address;

    public Uri Impostor => impostor.Address;

    /// <summary>These roots and that of the one who refuses.</summary>
    public X509Certificate2Collection RootsWith(X509Certificate2Collection roots) => [.. roots, .. trusted.Roots];

    /// <summary>Whether the impostor has heard anything.</summary>
    public void Check(Findings findings)
    {
        if (impostor.Heard.Length > 0) findings.Add(FindingKind.Leaked, $"{impostor.Heard.Length} bytes of requests, by a server that nobody may trust");
    }

    public async ValueTask DisposeAsync()
    {
        await refusing.DisposeAsync();
        await impostor.DisposeAsync();
        trusted.Dispose();
        stranger.Dispose();
    }

    private EdgeAnswer Refusal() => new(
        Interlocked.Increment(ref asked) % 2 == 0 ? HttpStatusCode.TooManyRequests : HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1));
}
