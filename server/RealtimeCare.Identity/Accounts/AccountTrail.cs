using Microsoft.AspNetCore.Http;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Answers;

namespace RealtimeCare.Identity.Accounts;

/// <summary>The line of an administrator's act on an account or client.</summary>
internal sealed class AccountTrail(IdentityTrail trail)
{
    public ValueTask WriteAsync(HttpContext context, string operation, AdminCaller caller, string? target, string? patient = null) => trail.WriteAsync(
        context, EntryKinds.AccountChanged, EntryOutcome.Success, e => e with
        {
            Operation = operation, Actor = caller.Subject, Tenant = caller.Tenant, Session = caller.SessionId, Target = target, Patient = patient,
        }, CancellationToken.None);
}
