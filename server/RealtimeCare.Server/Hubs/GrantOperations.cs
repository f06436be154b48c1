using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Access.Grants;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Hubs;

/// <summary>What is done with grants of the caller's own tenant, over the hubs and over HTTPS.</summary>
internal sealed class GrantOperations(GrantReviews reviews, GrantEnder ender, AdminSender administrators, LiveAccess access, TimeProvider time)
{
    /// <summary>Ends a grant of the caller's own.</summary>
    public async Task<Done> EndOwnAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        await EndAsync((await reviews.FindOwnAsync(caller, id, cancellationToken)).Record, BreakGlassEnd.Self, caller);

    /// <summary>Ends anybody's grant.</summary>
    public async Task<Done> RevokeAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        await EndAsync((await reviews.FindAsync(caller, id, cancellationToken)).Record, BreakGlassEnd.Revoked, caller);

    public async Task<Done> AttestAsync(Caller caller, Guid id, string statement, CancellationToken cancellationToken)
    {
        await reviews.AttestAsync(caller, id, statement, cancellationToken);
        administrators.BreakGlassChanged(caller.Tenant);
        return Now();
    }

    public async Task<Done> ReviewAsync(Caller caller, Guid id, BreakGlassVerdict verdict, string? note, CancellationToken cancellationToken)
    {
        await reviews.ReviewAsync(caller, id, verdict, note, cancellationToken);
        administrators.BreakGlassChanged(caller.Tenant);
        return Now();
    }

    /// <summary>The grants; the free texts only for who may review them.</summary>
    public async Task<BreakGlassGrantsResult> ListAsync(Caller caller, BreakGlassStatus? status, CancellationToken cancellationToken)
    {
        var found = await reviews.ListAsync(caller.Tenant, status, cancellationToken);
        var mayRead = access.Decide(caller, Operations.GrantReview, AccessTarget.None).Decision is Decision.Permit;
        return new BreakGlassGrantsResult { Grants = [.. found.Select(file => View(file.Record, mayRead ? file.Texts : null))] };
    }

    private async Task<Done> EndAsync(GrantRecord grant, BreakGlassEnd by, Caller caller)
    {
        if (!await ender.EndAsync(grant, by, time.GetUtcNow(), caller)) throw new CareRefusalException(ErrorCode.Unavailable);
        return Now();
    }

    private Done Now() => new() { At = time.GetUtcNow() };

    private static BreakGlassGrant View(GrantRecord grant, GrantTexts? texts) => new()
    {
        GrantId = grant.Id,
        Status = grant.Status,
        Subject = grant.Grant.Subject.Value,
        SessionId = grant.Grant.SessionId,
        PatientId = grant.Grant.Patient.Value,
        Purpose = grant.Grant.Purpose,
        ReasonCode = grant.ReasonCode,
        Reason = texts?.Reason,
        Exemption = grant.Exemption,
        StartsAt = grant.Grant.From,
        EndsAt = grant.EndsAt,
        EndedAt = grant.EndedAt,
        EndedBy = grant.EndedBy,
        AttestedAt = grant.Grant.AttestedAt,
        Statement = texts?.Statement,
        ReviewedAt = grant.Review?.At,
        Reviewer = grant.Review?.Reviewer.Value,
        Verdict = grant.Review?.Verdict,
        Note = texts?.Note,
    };
}
