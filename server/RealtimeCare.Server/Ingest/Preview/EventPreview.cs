using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest.Preview;

/// <summary>Tells a publisher what would become of an event: the same checks, rights and shaper as of one that is published, and no trace but in the book.</summary>
internal sealed class EventPreview(PublishAccess access, PatientIntake patients, LivePolicy policies)
{
    // A key is not used: nothing is taken under it.
    private const string NoKey = "preview";

    public async Task<Checked<PreviewResult>> ShowAsync(
        Caller caller, PublishRequest request, string requestId, CancellationToken cancellationToken)
    {
        // Only the store knows whether the earlier event is there, and the patient is not looked up either: whoever may not ask, and whoever
        // names a patient that does not exist, is told the same.
        var verdict = FindRelation(request) is { } field
            ? new EventVerdict(null, new CodedProblem(ErrorCode.InvalidRequest) { Path = field })
            : await EventVerdict.ReachAsync(access, patients, caller, new IncomingEvent(request, NoKey), cancellationToken);
        await access.PreviewedAsync(caller, verdict, requestId, cancellationToken);
        if (verdict.Problem is { } problem) return problem;

        var resource = verdict.Resource!;
        var policy = policies.For(caller.Tenant);
        var elements = SeenElements.Of(resource.Json);
        return new PreviewResult
        {
            Restricted = LabelScan.IsRestricted(resource.Json.Utf8.Span),
            Audiences = [.. policy.Audiences.Select(audience => Show(policy, audience, request.Topic, resource, elements))],
        };
    }

    private static string? FindRelation(PublishRequest request) =>
        request.Corrects is not null ? "corrects" : request.Retracts is not null ? "retracts" : null;

    private static AudiencePreview Show(AccessPolicy policy, Audience audience, string topic, CheckedResource resource, SeenElements elements)
    {
        if (!policy.Roles.Any(role => MayFollow(role, audience, topic))) return Nothing(audience, WithheldBecause.Topic);
        if (!audience.Sees(resource.Type!)) return Nothing(audience, WithheldBecause.Type);
        if (Shaper.Shape(resource.Json.Utf8.Span, audience) is not { } shape) return Nothing(audience, WithheldBecause.Label);
        return new AudiencePreview
        {
            Audience = audience.Name,
            Receives = true,
            Elements = elements.In(shape.Resource),
            Withheld = shape.Withheld,
        };
    }

    private static bool MayFollow(RoleRule role, Audience audience, string topic) =>
        role.Topics.Contains(topic) && role.Operations.Contains(Operations.StreamSubscribe.Name)
        && (role.Audience?.Name == audience.Name || role.Narrower.Any(narrower => narrower.Name == audience.Name));

    private static AudiencePreview Nothing(Audience audience, WithheldBecause because) =>
        new() { Audience = audience.Name, Receives = false, Because = because, Elements = [], Withheld = 0 };
}
