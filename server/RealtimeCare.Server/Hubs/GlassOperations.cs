using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Access.Grants;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Hubs;

/// <summary>Breaking the glass, once the call is permitted.</summary>
internal sealed class GlassOperations(GrantPolicy policy, GrantOpener opener, GrantBook book, AdminSender administrators)
{
    private const string PermittedAnyway = "permitted";

    public async Task<BreakGlassResult> BreakAsync(Invocation invocation, BreakGlassRequest request)
    {
        var (caller, patient, aborted) = (invocation.Caller, invocation.Patient!.Value, invocation.Connection.Aborted);
        var proposed = policy.Propose(request, caller, patient, invocation.Connection.Session.Row.AbsoluteEndAt)
            ?? throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (!policy.IsNeeded(caller, proposed.Grant, request.Restricted))
        {
            await book.NotNeededAsync(caller, patient, PermittedAnyway, aborted);
            return new BreakGlassResult { Needed = false, Because = PermittedAnyway };
        }

        var opened = await opener.OpenAsync(proposed, request.Reason, caller, aborted) ?? throw new CareRefusalException(ErrorCode.TooManyGrants);
        administrators.BreakGlassChanged(caller.Tenant);
        return ResultOf(opened);
    }

    private static BreakGlassResult ResultOf(GrantRecord grant) => new()
    {
        GrantId = grant.Id,
        Needed = true,
        StartsAt = grant.Grant.From,
        EndsAt = grant.EndsAt,
        Banner = new BreakGlassBanner
        {
            PatientId = grant.Grant.Patient.Value,
            Purpose = grant.Grant.Purpose,
            EndsAt = grant.EndsAt,
            AttestationRequired = grant.Exemption is null,
        },
    };
}
