using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>What happens to a grant after it has ended: the person attests it, a privacy officer reviews it. Each once.</summary>
internal sealed class GrantReviews(IGrantStore store, GrantRegistry grants, GrantBook book, TimeProvider time)
{
    private const int MostListed = 500;

    /// <summary>The grants of a tenant, newest first.</summary>
    public async Task<IReadOnlyList<GrantFile>> ListAsync(TenantId tenant, BreakGlassStatus? status, CancellationToken cancellationToken)
    {
        var found = await store.ListAsync(tenant, status, MostListed, cancellationToken);
        return [.. found.Select(Newest).Where(file => status is null || file.Record.Status == status)];
    }

    /// <summary>A grant of the person's own.</summary>
    /// <exception cref="CareRefusalException">There is none such, or it is somebody else's: both look the same.</exception>
    public async Task<GrantFile> FindOwnAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var file = await FindAsync(caller, id, cancellationToken);
        return file.Record.Grant.Subject == caller.Subject ? file : throw new CareRefusalException(ErrorCode.Forbidden);
    }

    /// <summary>A grant of the caller's tenant.</summary>
    /// <exception cref="CareRefusalException">There is none such.</exception>
    public async Task<GrantFile> FindAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        await store.FindAsync(caller.Tenant, id, cancellationToken) is { } file ? Newest(file) : throw new CareRefusalException(ErrorCode.Forbidden);

    /// <summary>The person says why it was needed. The same again is no error.</summary>
    public async Task AttestAsync(Caller caller, Guid id, string statement, CancellationToken cancellationToken)
    {
        if (!GrantPolicy.IsText(statement)) throw new CareRefusalException(ErrorCode.InvalidRequest);
        var (grant, texts) = await FindOwnAsync(caller, id, cancellationToken);
        if (texts.Statement == statement) return;
        if (grant.EndedAt is null || texts.Statement is not null) throw new CareRefusalException(ErrorCode.InvalidRequest);
        // What is on its way into the book cannot be called back: it is carried out, whether or not the caller still waits.
        await book.AttestedAsync(grant, caller, CancellationToken.None);
        var now = time.GetUtcNow();
        if (!await store.AttestAsync(caller.Tenant, id, now, statement, CancellationToken.None)) throw new CareRefusalException(ErrorCode.InvalidRequest);
        grants.Attested(grant, now);
    }

    /// <summary>A privacy officer says whether it was in order. The same again is no error.</summary>
    public async Task ReviewAsync(Caller caller, Guid id, BreakGlassVerdict verdict, string? note, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(verdict) || note?.Length > GrantPolicy.MostText) throw new CareRefusalException(ErrorCode.InvalidRequest);
        var (grant, texts) = await FindAsync(caller, id, cancellationToken);
        if (grant.Grant.Subject == caller.Subject) throw new CareRefusalException(ErrorCode.Forbidden);
        if (grant.Review is { } earlier && earlier.Verdict == verdict && earlier.Reviewer == caller.Subject && texts.Note == note) return;
        if (grant.EndedAt is null || grant.Review is not null) throw new CareRefusalException(ErrorCode.InvalidRequest);
        await book.ReviewedAsync(grant, verdict, caller, CancellationToken.None);
        var review = new GrantReview(caller.Subject, time.GetUtcNow(), verdict);
        if (!await store.ReviewAsync(caller.Tenant, id, review, note, CancellationToken.None)) throw new CareRefusalException(ErrorCode.InvalidRequest);
    }

    /// <summary>An end counts in memory before it is written, and time ends a grant before anybody notes it.</summary>
    private GrantFile Newest(GrantFile file)
    {
        var record = file.Record;
        if (record.EndedAt is not null) return file;
        if (grants.Find(record.Tenant, record.Id) is { EndedAt: { } at, EndedBy: { } by }) return file with { Record = record.End(at, by) };
        return record.EndsAt <= time.GetUtcNow() ? file with { Record = record.End(record.EndsAt, BreakGlassEnd.Time) } : file;
    }
}
