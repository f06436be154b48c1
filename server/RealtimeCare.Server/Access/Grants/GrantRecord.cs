using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>All that is known of a broken glass except its free texts, which are read from the store when somebody reviews.</summary>
public sealed record GrantRecord
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The grant that decisions see. Its end is the real one, as far as that is known.</summary>
    public required Grant Grant { get; init; }

    /// <summary>The code of the reason.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Why neither a fresh sign-in nor an attestation was needed, a fixed code; null when both were.</summary>
    public string? Exemption { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What ended it; null while it lasts.</summary>
    public BreakGlassEnd? EndedBy { get; init; }

    /// <summary>What the review found, and who reviewed when; null before.</summary>
    public GrantReview? Review { get; init; }

    /// <summary>The grant's id.</summary>
    public Guid Id => Grant.Id;

    /// <summary>Whether the person has yet to say why it was needed.</summary>
    public bool AwaitsAttestation => Exemption is null && Grant.AttestedAt is null;

    /// <summary>How it stands.</summary>
    public BreakGlassStatus Status => this switch
    {
        { EndedAt: null } => BreakGlassStatus.Active,
        { Review: not null } => BreakGlassStatus.Reviewed,
        { AwaitsAttestation: true } => BreakGlassStatus.Unattested,
        _ => BreakGlassStatus.Unreviewed,
    };

    /// <summary>The same, ended.</summary>
    public GrantRecord End(DateTimeOffset at, BreakGlassEnd by) => this with { Grant = Grant with { Until = at }, EndedAt = at, EndedBy = by };
}

/// <summary>What a review found.</summary>
/// <param name="Reviewer">Who reviewed.</param>
/// <param name="At">When.</param>
/// <param name="Verdict">Whether the grant was in order.</param>
public sealed record GrantReview(SubjectId Reviewer, DateTimeOffset At, BreakGlassVerdict Verdict);

/// <summary>The free texts of a grant. They are PHI, and name themselves without content.</summary>
/// <param name="Reason">Why the glass was broken, in the person's words.</param>
/// <param name="Statement">What the person said afterwards.</param>
/// <param name="Note">What the reviewer noted.</param>
public sealed record GrantTexts(string Reason, string? Statement, string? Note)
{
    /// <inheritdoc/>
    public override string ToString() => "(texts of a grant)";
}

/// <summary>A grant with its free texts.</summary>
public sealed record GrantFile(GrantRecord Record, GrantTexts Texts);
