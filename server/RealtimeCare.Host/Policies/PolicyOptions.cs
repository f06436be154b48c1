namespace RealtimeCare.Host.Policies;

/// <summary>Where the access policies are read from. Both are read again whenever they change.</summary>
public sealed class PolicyOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "RealtimeCare:Policy";

    /// <summary>The policy document; the built-in one when it is not set.</summary>
    public string? File { get; set; }

    /// <summary>The folder with a document (<c>*.json</c>) for each tenant that tightens the policy; none when it is not set.</summary>
    public string? TenantFolder { get; set; }
}
