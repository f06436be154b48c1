using Microsoft.AspNetCore.Http;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Identity.Answers;

/// <summary>Writes identity's lines in the book, with what every one of them has: the time, the address and the request.</summary>
internal sealed class IdentityTrail(IAuditTrail trail, TimeProvider time)
{
    /// <summary>Returns when the line is durable; only then may the answer go.</summary>
    /// <exception cref="TrailUnavailableException">The line could not be written: refuse what it stands for.</exception>
    public async ValueTask WriteAsync(HttpContext? context, string kind, EntryOutcome outcome, Func<Entry, Entry> complete, CancellationToken cancellationToken)
    {
        var entry = new Entry
        {
            Kind = kind,
            Outcome = outcome,
            At = time.GetUtcNow(),
            Address = context?.Connection.RemoteIpAddress?.ToString(),
            RequestId = context?.TraceIdentifier,
        };
        await trail.AppendAsync(complete(entry), cancellationToken);
    }
}
