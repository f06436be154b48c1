using Microsoft.AspNetCore.Identity;

namespace RealtimeCare.Identity.Accounts;

/// <summary>A person who may sign in; belongs to exactly one tenant.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    public required string Tenant { get; set; }

    /// <summary>From <see cref="AccountRoles"/>.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>The patient that this person is, by the service's own id; only with <see cref="AccountRoles.Patient"/>, and for good.</summary>
    public string? PatientId { get; set; }

    public bool IsDisabled { get; set; }

    /// <summary>The <c>sub</c> of this person's tokens.</summary>
    public string Subject => Id.ToString();
}
