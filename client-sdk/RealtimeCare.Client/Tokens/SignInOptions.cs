using System.Security.Cryptography.X509Certificates;

namespace RealtimeCare.Client.Tokens;

/// <summary>How to sign in; every default is good for an app.</summary>
public sealed class SignInOptions
{
    /// <summary>The registered public client.</summary>
    public string ClientId { get; set; } = "realtimecare-app";

    /// <summary>
    /// The scopes asked for; null or empty asks for all that the person's roles allow. Fewer than that are given as asked, also narrowed
    /// to a category: <c>user/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs</c>. Name
    /// <c>offline_access</c> among them, or the sign-in ends with its first token.
    /// </summary>
    public IReadOnlyList<string>? Scopes { get; set; }

    /// <summary>
    /// What the person signs in for, a code of v3-ActReason such as <c>ETREAT</c>, out of those that the roles have; null for the usual
    /// one. It stays for the whole sign-in.
    /// </summary>
    public string? PurposeOfUse { get; set; }

    /// <inheritdoc cref="RealtimeCareClientOptions.TrustedRoots"/>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <inheritdoc cref="RealtimeCareClientOptions.PinnedSpkiSha256"/>
    public IReadOnlyList<string>? PinnedSpkiSha256 { get; set; }

    /// <summary>
    /// Where a person's sign-in is kept for <see cref="PasswordSignIn.RestoreAsync"/>; it is emptied when the sign-in ends. Null, the
    /// default, keeps it in memory and no longer than its object lives.
    /// </summary>
    public ITokenStore? Store { get; set; }

    /// <summary>The clock; replaced in tests.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
