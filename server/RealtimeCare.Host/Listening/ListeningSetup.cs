using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace RealtimeCare.Host.Listening;

/// <summary>HTTPS and nothing else: one socket, TLS 1.2 and 1.3, small limits. The hub's own limits stand in the server.</summary>
internal static class ListeningSetup
{
    private const long MaxRequestBody = 4 * 1024 * 1024;

    public static WebApplicationBuilder ListenOnHttps(this WebApplicationBuilder builder, IPAddress? address, int port, X509Certificate2 certificate)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits);
            if (address is null) kestrel.ListenLocalhost(port, listen => UseTls(listen, certificate));
            else kestrel.Listen(address, port, listen => UseTls(listen, certificate));
        });
        return builder;
    }

    /// <summary>Answers nothing in clear, whatever listener somebody adds: no redirect either, which would make a client send its token twice (TLS-02).</summary>
    public static IApplicationBuilder UseHttpsAlone(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.IsHttps) return next(context);
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        return Task.CompletedTask;
    });

    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxRequestBody;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }

    private static void UseTls(ListenOptions listen, X509Certificate2 certificate)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
#pragma warning disable CA5398 // Named on purpose: the floor must not depend on how the machine is configured.
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
#pragma warning restore CA5398
            https.HandshakeTimeout = TimeSpan.FromSeconds(10);
            https.ClientCertificateMode = ClientCertificateMode.NoCertificate;
            // Windows and macOS choose suites for the whole machine; only OpenSSL takes a list of ours.
            if (OperatingSystem.IsLinux()) https.OnAuthenticate = static (_, tls) => tls.CipherSuitesPolicy = Suites;
        });
    }

    private static CipherSuitesPolicy? Suites { get; } = !OperatingSystem.IsLinux() ? null : new CipherSuitesPolicy(
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ]);
}
