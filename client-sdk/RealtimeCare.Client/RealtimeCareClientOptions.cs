using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using RealtimeCare.Client.Offline;

namespace RealtimeCare.Client;

/// <summary>Where the server is, how it is recognised, and who signs in. There is no option that accepts any certificate.</summary>
public sealed class RealtimeCareClientOptions
{
    /// <summary>The server's address, <c>https</c> only: anything else is refused before a byte is sent.</summary>
    public Uri? Server { get; set; }

    /// <summary>Gives access tokens: <see cref="Tokens.PasswordSignIn"/>, <see cref="Tokens.ServiceSignIn"/> or your own.</summary>
    public ITokenSource? Tokens { get; set; }

    /// <summary>
    /// The roots of a private certificate authority, trusted instead of the system's. Chain, dates and host name are checked
    /// all the same. Null trusts the system's roots.
    /// </summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>
    /// Base64 of the SHA-256 of public keys (SubjectPublicKeyInfo), of which at least one must occur in the server's verified
    /// chain, besides all other checks. Give at least two, the second for the key that comes next; one alone is taken only beside
    /// <see cref="TrustedRoots"/>. Null or empty pins nothing.
    /// </summary>
    public IReadOnlyList<string>? PinnedSpkiSha256 { get; set; }

    /// <summary>The clock; replaced in tests.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Where the SDK logs its connections. It never logs a token or anything of a patient.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Lets a few kinds of calls wait for a connection: encrypted in memory, sent in order and once, erased with the session. Also while
    /// the client is suspended. Null: calls wait as long as a connection is being made, and fail while the client is suspended. Not in
    /// a browser.
    /// </summary>
    public OfflineQueueOptions? OfflineQueue { get; set; }

    /// <summary>
    /// The wire format; null is JSON. The package RealtimeCare.Client.MessagePack sets it by <c>UseMessagePack()</c>, and in apps on desktops
    /// and servers by being there.
    /// </summary>
    public IHubProtocol? Protocol { get; set; } = DefaultProtocol;

    /// <summary>What <see cref="Protocol"/> begins as; set before an app's own code runs.</summary>
    internal static IHubProtocol? DefaultProtocol { get; set; }
}
