using System.Security.Cryptography.X509Certificates;

namespace RealtimeCare.Client.Tokens;

/// <summary>How to sign in; every default is good for an app.</summary>
public sealed class SignInOptions
{
    /// <summary>The registered public client.</summary>
    public string ClientId { get; set; } = "realtimecare-app";

    /// <summary>The scopes asked for; null or empty asks for all that the person's roles allow.</summary>
    public IReadOnlyList<string>? Scopes { get; set; }

    /// <inheritdoc cref="RealtimeCareClientOptions.TrustedRoots"/>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <inheritdoc cref="RealtimeCareClientOptions.PinnedSpkiSha256"/>
    public IReadOnlyList<string>? PinnedSpkiSha256 { get; set; }

    /// <summary>
    /// Called with each new refresh token before it is needed, and with null when it is worthless, so that an app can keep the
    /// sign-in in its platform's secret store. Null keeps it in memory only.
    /// </summary>
    public Func<string?, CancellationToken, Task>? KeepRefreshToken { get; set; }

    /// <summary>The clock; replaced in tests.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
