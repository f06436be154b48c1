using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>What all checks together make of an event to publish. Nothing has been recorded or changed yet.</summary>
/// <param name="Decision">Whether its publisher may; null when it did not come to that.</param>
/// <param name="Problem">Why it is refused; null when it may be taken.</param>
/// <param name="Patient">
/// The patient, for a publisher who may publish about it; one that is new is not created yet; of an inbox <see cref="PublishAccess.Nobody"/>
/// when it names none.
/// </param>
/// <param name="Resource">The resource as it is kept, when nothing is wrong.</param>
internal sealed record EventVerdict(Decision? Decision, CodedProblem? Problem, FoundPatient? Patient = null, CheckedResource? Resource = null)
{
    /// <summary>Checks and decides, in the order in which a stranger learns least.</summary>
    public static async Task<EventVerdict> ReachAsync(
        PublishAccess access, PatientIntake patients, Caller caller, IncomingEvent incoming, CancellationToken cancellationToken)
    {
        var request = incoming.Request;
        var envelope = EventCheck.CheckEnvelope(request, incoming.Key, access.Topics);
        if (!envelope.IsValid) return new EventVerdict(null, envelope.Problem);

        var patient = await FindPatientAsync(patients, caller.Tenant, request, cancellationToken);
        var decision = access.Decide(caller, patient?.Patient, request, envelope.Value);
        if (decision is not Decision.Permit || patient is not { } found)
        {
            var code = DenialCode.Of(decision);
            return new EventVerdict(decision, new CodedProblem(code) { IsUnknownPatient = patient is null && code == ErrorCode.Forbidden });
        }

        // A patient who is new has no earlier event.
        if (found.IsNew && (request.Corrects ?? request.Retracts) is not null) return new EventVerdict(decision, new CodedProblem(ErrorCode.UnknownPosition), found);
        var resource = EventCheck.CheckResource(request);
        if (!resource.IsValid) return new EventVerdict(decision, resource.Problem, found);
        // The position counts in one of the two streams: a correction whose labels belong into the other would hit a stranger there.
        if (request.Corrects is not null && LabelScan.IsRestricted(resource.Value.Json.Utf8.Span) != request.Restricted)
            return new EventVerdict(decision, new CodedProblem(ErrorCode.UnknownPosition), found);
        return new EventVerdict(decision, null, found, resource.Value);
    }

    // Of who has an inbox nobody is asked: a publisher learns nothing of who exists, and what lies in nobody's inbox is seen by nobody.
    private static async ValueTask<FoundPatient?> FindPatientAsync(
        PatientIntake patients, TenantId tenant, PublishRequest request, CancellationToken cancellationToken)
    {
        if (request.Recipient is null) return await patients.FindAsync(tenant, request.Patient!, cancellationToken);
        var named = request.Retracts is null ? SubjectScan.Find(request.Resource.Utf8).Patient : null;
        return named is { } patient
            ? await patients.FindAsync(tenant, PatientReference.ById(patient.Value), cancellationToken)
            : new FoundPatient(PublishAccess.Nobody, IsNew: false);
    }
}
