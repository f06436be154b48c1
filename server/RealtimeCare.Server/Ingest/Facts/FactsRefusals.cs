using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>
/// Makes known that facts could not be understood: what was known before stays in force, which somebody should look at. Neither
/// the log nor the book hears anything of what was sent.
/// </summary>
internal sealed class FactsRefusals(IAuditTrail trail, AccessMetrics metrics, TimeProvider time, ILogger<FactsRefusals> log)
{
    /// <exception cref="TrailUnavailableException">It could not be recorded.</exception>
    public async ValueTask<CodedProblem> RefuseAsync(Caller caller, CodedProblem problem, string requestId, CancellationToken cancellationToken)
    {
        var code = CodedProblem.NameOf(problem.Code);
        log.FactsRefused(requestId, code, problem.Path ?? "");
        metrics.Refused(code);
        await trail.AppendAsync(
            DecisionEntry.Of(EntryKinds.FactsChanged, caller, Operations.RelationshipLoad, decision: null) with
            {
                Outcome = EntryOutcome.Failed,
                At = time.GetUtcNow(),
                RequestId = requestId,
                Reason = "facts-refused",
            },
            cancellationToken);
        return problem;
    }
}
