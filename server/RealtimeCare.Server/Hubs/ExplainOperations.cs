using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access.Explaining;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Hubs;

/// <summary>Explains access: to oneself what is safe to tell, to privacy officers everything.</summary>
internal sealed class ExplainOperations(
    AccessExplainer explainer, ConnectionRegistry connections, SessionRegistry sessions, RequestCheck check, TimeProvider time)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    public async Task<AccessExplanation> ExplainOwnAsync(Caller caller, ExplainAccessRequest request, CancellationToken cancellationToken)
    {
        check.Question(request.Patient, request.Topics);
        var about = new AssumedCaller(caller, ExplanationBasis.Connection);
        var inquiry = new AccessInquiry(caller, Operations.AccessExplainOwn, about, request.Patient, request.Topics, request.Restricted);
        return AccessExplainer.ForOneself(await explainer.ExplainAsync(inquiry, cancellationToken));
    }

    public Task<AccessExplanation> ExplainAsync(Caller officer, Question question, CancellationToken cancellationToken)
    {
        check.Question(question.Patient, question.Topics);
        var about = Find(officer, question);
        var inquiry = new AccessInquiry(officer, Operations.AccessExplain, about, question.Patient, question.Topics, question.Restricted);
        return explainer.ExplainAsync(inquiry, cancellationToken);
    }

    /// <summary>An open connection knows best, then a live session; of anybody else the request must say what to assume.</summary>
    private AssumedCaller Find(Caller officer, Question question)
    {
        if (question.SessionId is null == question.Subject is null) throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (question.Subject is not null && !SubjectId.TryParse(question.Subject, out _)) throw new CareRefusalException(ErrorCode.InvalidRequest);
        var live = connections.All
            .Where(one => one.Caller.Tenant == officer.Tenant && Fits(one.Caller.Subject, one.Session.Id) && !one.IsClosing)
            .MaxBy(one => one.ExpiresAt);
        if (live is not null) return new AssumedCaller(live.Caller, ExplanationBasis.Connection);
        var session = sessions.Live
            .Where(one => one.Row.Tenant == officer.Tenant && Fits(one.Row.Subject, one.Id)).MaxBy(one => one.LastActivityAt);
        if (session is not null) return Assume(officer, session.Row.Subject, session.Id, session.Row.Roles, question, ExplanationBasis.Session);
        if (question.Subject is null || question.Roles is not { Count: > 0 and <= 16 } roles || roles.Contains(null!))
            throw new CareRefusalException(question.Subject is null ? ErrorCode.Forbidden : ErrorCode.InvalidRequest);
        return Assume(officer, SubjectId.Parse(question.Subject), "-", roles, question, ExplanationBasis.Request);

        bool Fits(SubjectId subject, string sessionId) => question.SessionId == sessionId || question.Subject == subject.Value;
    }

    private AssumedCaller Assume(
        Caller officer, SubjectId subject, string sessionId, IReadOnlyList<string> roles, Question question, ExplanationBasis basis)
    {
        var now = time.GetUtcNow();
        var isService = roles.Contains("service");
        var caller = officer with
        {
            Subject = subject,
            SessionId = sessionId,
            ClientId = "-",
            Roles = roles.ToHashSet(StringComparer.Ordinal),
            Scopes = ScopeSet.Parse(question.Scopes is { } given ? string.Join(' ', given) : isService ? "system/*.cruds" : "user/*.cruds patient/*.cruds"),
            LaunchPatient = null,
            IsService = isService,
            AuthenticatedAt = now,
            TokenId = "-",
            ExpiresAt = now + TokenLife,
        };
        return new AssumedCaller(caller, basis, AssumesScopes: question.Scopes is null);
    }

    /// <summary>What an officer asks. Exactly one of <paramref name="Subject"/> and <paramref name="SessionId"/>.</summary>
    internal sealed record Question(
        string? Subject,
        string? SessionId,
        PatientReference Patient,
        IReadOnlyList<string> Topics,
        bool Restricted,
        IReadOnlyList<string>? Roles,
        IReadOnlyList<string>? Scopes)
    {
        public static Question Of(ExplainAccessOfRequest request) => new(
            request.Subject, request.SessionId, request.Patient, request.Topics, request.Restricted, request.Roles, request.Scopes);

        /// <summary>A constant, since it names a patient.</summary>
        public override string ToString() => "(question)";
    }
}
