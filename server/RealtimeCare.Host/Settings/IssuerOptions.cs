using RealtimeCare.Identity;

namespace RealtimeCare.Host.Settings;

/// <summary>What an operator may set under <c>RealtimeCare:Identity</c>; the rest of the issuer's options follows from the host's.</summary>
public sealed class IssuerOptions
{
    /// <inheritdoc cref="IdentityOptions.AccessTokenLifetime"/>
    public TimeSpan? AccessTokenLifetime { get; set; }

    /// <inheritdoc cref="IdentityOptions.SessionLifetime"/>
    public TimeSpan? SessionLifetime { get; set; }

    /// <inheritdoc cref="IdentityOptions.RefreshReuseLeeway"/>
    public TimeSpan? RefreshReuseLeeway { get; set; }

    /// <inheritdoc cref="IdentityOptions.FailuresPerAddressPerMinute"/>
    public int? FailuresPerAddressPerMinute { get; set; }

    /// <summary>These options over the defaults.</summary>
    internal IdentityOptions ToIdentity()
    {
        var options = new IdentityOptions();
        CopyTo(options);
        return options;
    }

    /// <summary>Sets what is set here.</summary>
    internal void CopyTo(IdentityOptions options)
    {
        options.AccessTokenLifetime = AccessTokenLifetime ?? options.AccessTokenLifetime;
        options.SessionLifetime = SessionLifetime ?? options.SessionLifetime;
        options.RefreshReuseLeeway = RefreshReuseLeeway ?? options.RefreshReuseLeeway;
        options.FailuresPerAddressPerMinute = FailuresPerAddressPerMinute ?? options.FailuresPerAddressPerMinute;
    }
}
