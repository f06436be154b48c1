using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>The answer to "may this caller do this, and see which fields".</summary>
/// <param name="Factors">Every factor that was looked at, with its reason. All must permit; deny wins.</param>
/// <param name="PolicyHash">The hash of the policy document that decided.</param>
public abstract record Decision(IReadOnlyList<Factor> Factors, string PolicyHash)
{
    /// <summary>It may, and sees what <paramref name="Audience"/> allows.</summary>
    /// <param name="Audience">The fields that may be seen; null for an operation that is not about a patient.</param>
    /// <param name="ValidUntil">The earliest end of any fact in it; decide anew then.</param>
    public sealed record Permit(Audience? Audience, DateTimeOffset ValidUntil, IReadOnlyList<Factor> Factors, string PolicyHash)
        : Decision(Factors, PolicyHash)
    {
        /// <summary>The consent by which labelled data may be seen; null when none was needed.</summary>
        public string? ConsentReference { get; init; }

        /// <summary>The broken glass that it stands on; null when it stands without.</summary>
        public Guid? GrantId { get; init; }
    }

    /// <summary>It may not.</summary>
    /// <param name="Reason">The name of the first factor that denied.</param>
    public sealed record Deny(string Reason, IReadOnlyList<Factor> Factors, string PolicyHash) : Decision(Factors, PolicyHash);
}

/// <summary>One factor of a decision.</summary>
/// <param name="Name">token, tenant, scope, role, topic, relationship, consent, label, purpose, patient; sign-in when the glass is broken</param>
/// <param name="Permits">Whether it permits.</param>
/// <param name="Reason">A fixed code or a resource id; never patient data.</param>
public sealed record Factor(string Name, bool Permits, string Reason);
