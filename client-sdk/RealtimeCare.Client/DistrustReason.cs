namespace RealtimeCare.Client;

/// <summary>Why a server is not trusted.</summary>
public enum DistrustReason
{
    /// <summary>What answers there does not speak TLS 1.2 or 1.3, or nothing that this machine accepts.</summary>
    NotTls,

    /// <summary>Its certificate leads to no root that is trusted, or is not valid for a server.</summary>
    UntrustedChain,

    /// <summary>Its certificate is for another name.</summary>
    WrongHost,

    /// <summary>Its certificate is not valid at this time by this machine's clock.</summary>
    NotYetValidOrExpired,

    /// <summary>Its authority has revoked the certificate.</summary>
    Revoked,

    /// <summary>Its certificate is valid, and no key of it is pinned.</summary>
    PinMismatch,
}
