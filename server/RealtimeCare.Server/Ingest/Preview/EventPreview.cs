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
        var verdict = await EventVerdict.ReachAsync(access, patients, caller, new IncomingEvent(request, NoKey), cancellationToken);
        // What is taken back has no fields to see.
        var problem = verdict.Problem ?? (request.Retracts is null ? null : new CodedProblem(ErrorCode.InvalidRequest) { Path = "retracts" });
        await access.PreviewedAsync(caller, verdict, problem, requestId, cancellationToken);
        if (problem is not null) return problem;

        var resource = verdict.Resource!;
        var policy = policies.For(caller.Tenant);
        return new PreviewResult
        {
            Restricted = LabelScan.IsRestricted(resource.Json.Utf8.Span),
            Audiences = [.. policy.Audiences.Select(audience => Show(policy, audience, request.Topic, resource))],
        };
    }

    private static AudiencePreview Show(AccessPolicy policy, Audience audience, string topic, CheckedResource resource)
    {
        if (!policy.Roles.Any(role => MayFollow(role, audience, topic))) return Nothing(audience, WithheldBecause.Topic);
        if (!audience.Sees(resource.Type!)) return Nothing(audience, WithheldBecause.Type);
        if (Shaper.Shape(resource.Json.Utf8.Span, audience) is not { } shape) return Nothing(audience, WithheldBecause.Label);
        return new AudiencePreview
        {
            Audience = audience.Name,
            Receives = true,
            Elements = SeenElements.Of(resource.Json, shape.Resource),
            Withheld = shape.Withheld,
        };
    }

    private static bool MayFollow(RoleRule role, Audience audience, string topic) =>
        role.Topics.Contains(topic) && role.Operations.Contains(Operations.StreamSubscribe.Name)
        && (role.Audience?.Name == audience.Name || role.Narrower.Any(narrower => narrower.Name == audience.Name));

    private static AudiencePreview Nothing(Audience audience, WithheldBecause because) =>
        new() { Audience = audience.Name, Receives = false, Because = because, Elements = [], Withheld = 0 };
}
