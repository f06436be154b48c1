using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server;

/// <summary>What the platform must be told: where data is kept, whose tokens count and which policy decides.</summary>
public sealed class RealtimeCareOptions
{
    /// <summary>The folder of databases and keys.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>The issuers whose access tokens are accepted; at least one.</summary>
    public IList<TrustedIssuer> Issuers { get; } = [];

    /// <summary>The access policy; the built-in one unless a team brings its own document.</summary>
    public AccessPolicy Policy { get; set; } = AccessPolicy.Default;
}
