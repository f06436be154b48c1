using Microsoft.Extensions.Options;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Ingest;

/// <summary>Decides who may publish what, and writes it in the book.</summary>
internal sealed class PublishAccess(
    LivePolicy policies, IAccessFacts facts, IAuditTrail trail, TimeProvider time, IOptions<StreamsOptions> streams)
{
    /// <summary>A patient of whom nothing is known, for questions that are about none.</summary>
    public static readonly PatientId Nobody = PatientId.New();

    /// <summary>The topics of the policy.</summary>
    public IReadOnlyDictionary<string, TopicRule> Topics => policies.Set.Base.Topics;

    /// <summary>Decides one event.</summary>
    /// <param name="patient">The patient; null when the tenant has none such: the answer is the same as without rights.</param>
    public Decision Decide(Caller caller, PatientId? patient, PublishRequest request, string resourceType) => policies.For(caller.Tenant).Decide(
        new AccessQuestion(
            caller,
            Operations.EventPublish,
            patient is null ? null : caller.Tenant,
            patient,
            [request.Topic],
            patient is { } known ? facts.Read(caller.Tenant, caller.Subject, known) : null,
            time.GetUtcNow())
        {
            ResourceType = request.Retracts is null ? resourceType : RetractableOf(caller, request.Topic) ?? resourceType,
            Categories = request.Retracts is null ? CategoriesOf(caller, request, resourceType) : [.. RestrictedTo(caller, RetractableOf(caller, request.Topic))],
        });

    /// <summary>Why somebody may publish nothing at all, whatever it would be; null when there may be something.</summary>
    public Decision? FindBar(Caller caller)
    {
        var policy = policies.For(caller.Tenant);
        var hasRole = policy.Roles.Any(role => caller.Roles.Contains(role.Name) && role.Operations.Contains(Operations.EventPublish.Name));
        return hasRole && (!caller.IsService || Topics.Keys.Any(topic => RetractableOf(caller, topic) is not null))
            ? null
            : policy.Decide(new AccessQuestion(caller, Operations.EventPublish, null, null, [], null, time.GetUtcNow()));
    }

    /// <summary>Whether somebody may publish such an event at all, whatever is wrong with its content.</summary>
    /// <param name="request">An event whose resource, if it has one, is a JSON object.</param>
    public bool MayPublish(Caller caller, PublishRequest request)
    {
        var type = request.Resource.IsEmpty ? null : JsonText.TopLevelText(request.Resource.Utf8.Span, "resourceType"u8);
        var isKnown = type is not null && Topics.Values.Any(topic => topic.ResourceTypes.Contains(type));
        // Of a type that nobody knows it is enough that any could be published: somebody mistyped it.
        return Topics.Values.Any(topic => topic.ResourceTypes.Any(
            one => (!isKnown || one == type) && Decide(caller, Nobody, request with { Topic = topic.Name }, one) is Decision.Permit));
    }

    // What is taken back has no resource to look at: whoever may publish anything of the topic may, and the store holds them to their own.
    private string? RetractableOf(Caller caller, string topic) => Topics[topic].ResourceTypes.FirstOrDefault(type =>
        caller.Scopes.Allows(ScopeContext.System, type, Operations.EventPublish.Interactions) || RestrictedTo(caller, type).Any());

    private static IEnumerable<string> RestrictedTo(Caller caller, string? type) =>
        type is null ? [] : caller.Scopes.CategoriesOf(ScopeContext.System, type, Operations.EventPublish.Interactions) ?? Enumerable.Empty<string>();

    // Only scopes that are restricted to categories ask for them.
    private static IReadOnlyList<string> CategoriesOf(Caller caller, PublishRequest request, string resourceType) =>
        request.Resource.IsEmpty || caller.Scopes.Allows(ScopeContext.System, resourceType, Operations.EventPublish.Interactions)
            ? []
            : JsonText.TopLevelCodings(request.Resource.Utf8.Span, "category"u8);

    /// <summary>Within what time a person must have seen an event: what its publisher says, or of a critical one what the operator has set.</summary>
    public TimeSpan? AcknowledgeWithin(PublishRequest request) => request switch
    {
        { AcknowledgeWithin: { } seconds } => TimeSpan.FromSeconds(seconds),
        { Severity: EventSeverity.Critical, Class: EventClass.Durable, Retracts: null } => TimeSpan.FromSeconds(streams.Value.CriticalAcknowledgeWithinSeconds),
        _ => null,
    };

    /// <summary>Records that an event is going to be appended. Durable when it returns.</summary>
    /// <exception cref="TrailUnavailableException">It could not be recorded: do not append.</exception>
    public async ValueTask PermittedAsync(Caller caller, PermittedEvent permitted, string requestId, CancellationToken cancellationToken)
    {
        var draft = permitted.Draft;
        var entry = About(caller, permitted.Decision, requestId) with
        {
            Patient = permitted.Patient == Nobody ? null : permitted.Patient.Value,
            Target = draft.Stream.Recipient?.Value,
        };
        if (draft.Relation is { } relation)
            entry = entry with
            {
                Reason = relation is EventRelation.Retracts ? "retraction" : "correction",
                Epoch = relation.Target.Epoch,
                FromOffset = relation.Target.Offset,
            };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Records that an event was refused. Durable when it returns.</summary>
    public async ValueTask RefusedAsync(
        Caller caller, Decision? decision, CodedProblem problem, string requestId, CancellationToken cancellationToken)
    {
        var entry = About(caller, decision, requestId);
        // A denial has its own reason; anything else is told by the code that the publisher gets.
        if (decision is not Decision.Deny)
            entry = entry with { Outcome = EntryOutcome.Failed, Reason = CodedProblem.NameOf(problem.Code) };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Records that somebody who may publish nothing was sent away. Durable when it returns.</summary>
    public async ValueTask BarredAsync(Caller caller, string kind, Decision denial, string requestId, CancellationToken cancellationToken) =>
        await trail.AppendAsync(About(caller, denial, requestId) with { Kind = kind }, cancellationToken);

    /// <summary>Records that somebody is about to be told what would become of an event. Durable when it returns.</summary>
    public async ValueTask PreviewedAsync(
        Caller caller, EventVerdict verdict, string requestId, CancellationToken cancellationToken)
    {
        var entry = About(caller, verdict.Decision, requestId) with { Kind = EntryKinds.EventPreviewed };
        if (verdict is { Problem: { } problem, Decision: not Decision.Deny }) entry = entry with { Outcome = EntryOutcome.Failed, Reason = CodedProblem.NameOf(problem.Code) };
        // A patient that would be new is nobody yet.
        if (verdict.Patient is { IsNew: false } found && found.Patient != Nobody) entry = entry with { Patient = found.Patient.Value };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Records what is done with a refused event. Durable when it returns.</summary>
    public async ValueTask QuarantineAsync(Caller caller, string what, Guid id, string requestId, CancellationToken cancellationToken) =>
        await trail.AppendAsync(
            About(caller, null, requestId) with { Kind = EntryKinds.EventQuarantined, Outcome = EntryOutcome.Success, Reason = what, Target = id.ToString() },
            cancellationToken);

    private Entry About(Caller caller, Decision? decision, string requestId) =>
        DecisionEntry.Of(EntryKinds.EventPublished, caller, Operations.EventPublish, decision) with
        {
            At = time.GetUtcNow(),
            RequestId = requestId,
        };
}
