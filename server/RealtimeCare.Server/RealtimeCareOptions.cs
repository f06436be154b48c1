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

    /// <summary>The access policies; the built-in one for everybody unless a team brings its own documents.</summary>
    public PolicySet Policies { get; set; } = PolicySet.Default;
}
