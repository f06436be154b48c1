using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>
/// What the trail holds of grants, in the words of DICOM's and FHIR's audit events: 110127 Emergency Override Started, 110138
/// Emergency Override Stopped, and the purpose of use. Never a word of the free texts.
/// </summary>
internal sealed class GrantBook(IAuditTrail trail, TimeProvider time, ILogger<GrantBook> logger)
{
    private const string Started = "DCM 110127";
    private const string Stopped = "DCM 110138";

    /// <summary>A grant is about to begin. Durable before it counts.</summary>
    public async ValueTask StartedAsync(GrantRecord grant, Caller caller, CancellationToken cancellationToken)
    {
        var reason = $"{Started} {grant.Grant.Purpose} {grant.ReasonCode}";
        var entry = About(EntryKinds.GrantStarted, grant, caller) with
        {
            Operation = Operations.BreakGlass.Name,
            Reason = grant.Exemption is { } exemption ? $"{reason} {exemption}" : reason,
        };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Somebody wanted to break the glass and needed not. Durable before the answer.</summary>
    public async ValueTask NotNeededAsync(Caller caller, PatientId patient, string because, CancellationToken cancellationToken)
    {
        var entry = DecisionEntry.Of(EntryKinds.GrantNotNeeded, caller, Operations.BreakGlass, decision: null) with
        {
            Outcome = EntryOutcome.Success,
            At = time.GetUtcNow(),
            Patient = patient.Value,
            Reason = because,
        };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>A grant has ended. It has happened already, so nothing waits.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="actor">Who ended it; null when nobody did.</param>
    public void Ended(GrantRecord grant, Caller? actor) => _ = EndedAsync(grant, actor);

    /// <summary>A person is about to attest a grant. Durable before it counts.</summary>
    public async ValueTask AttestedAsync(GrantRecord grant, Caller caller, CancellationToken cancellationToken) =>
        await trail.AppendAsync(About(EntryKinds.GrantAttested, grant, caller) with { Reason = grant.Grant.Purpose }, cancellationToken);

    /// <summary>A grant is about to be reviewed. Durable before it counts.</summary>
    public async ValueTask ReviewedAsync(GrantRecord grant, BreakGlassVerdict verdict, Caller caller, CancellationToken cancellationToken)
    {
        var reason = verdict == BreakGlassVerdict.InOrder ? "in-order" : "not-in-order";
        await trail.AppendAsync(About(EntryKinds.GrantReviewed, grant, caller) with { Reason = reason }, cancellationToken);
    }

    private async Task EndedAsync(GrantRecord grant, Caller? actor)
    {
        var reason = grant.EndedBy switch
        {
            BreakGlassEnd.Self => "self",
            BreakGlassEnd.Revoked => "revoked",
            BreakGlassEnd.Session => "session",
            _ => "time",
        };
        var entry = About(EntryKinds.GrantEnded, grant, actor) with { Reason = $"{Stopped} {grant.Grant.Purpose} {reason}" };
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            GrantsLog.EndNotRecorded(logger, exception, grant.Id);
        }
    }

    private Entry About(string kind, GrantRecord grant, Caller? caller) => new()
    {
        Kind = kind,
        Outcome = EntryOutcome.Success,
        At = time.GetUtcNow(),
        Tenant = grant.Tenant.Value,
        Actor = caller?.Subject.Value,
        Session = caller?.SessionId ?? grant.Grant.SessionId,
        Client = caller?.ClientId,
        TokenId = caller?.TokenId,
        Patient = grant.Grant.Patient.Value,
        Target = grant.Id.ToString(),
    };
}
