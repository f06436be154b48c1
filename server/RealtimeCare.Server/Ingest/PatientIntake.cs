using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Ingest;

/// <summary>Finds the patient that a publisher names, and creates it when a business identifier is new.</summary>
internal sealed class PatientIntake(IPatientDirectory directory, IAuditTrail trail, TimeProvider time)
{
    /// <summary>The patient named; one that is new by its identifier has an id proposed but is not created yet.</summary>
    /// <returns>Null when the tenant has no patient of that id.</returns>
    public async ValueTask<FoundPatient?> FindAsync(TenantId tenant, PatientReference reference, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(tenant, reference, cancellationToken) is { } known) return new FoundPatient(known, IsNew: false);
        return reference.Identifier is null ? null : new FoundPatient(PatientId.New(), IsNew: true);
    }

    /// <summary>The patient that any of several references name; one that is new by its identifiers has an id proposed.</summary>
    /// <returns>Null when they name different patients, or none that could be new.</returns>
    public async ValueTask<FoundPatient?> FindAsync(
        TenantId tenant, IReadOnlyList<PatientReference> references, CancellationToken cancellationToken)
    {
        FoundPatient? found = null;
        foreach (var reference in references)
        {
            if (await FindAsync(tenant, reference, cancellationToken) is not { } one) return null;
            if (found is { IsNew: false } && !one.IsNew && one.Patient != found.Value.Patient) return null;
            if (found is null or { IsNew: true }) found = one;
        }

        return found;
    }

    /// <summary>Finds or creates the patient, with an entry in the book before a new one is made.</summary>
    /// <returns>Null when the identifiers belong to different patients.</returns>
    public async ValueTask<FoundPatient?> FindOrCreateAsync(
        Caller caller, Operation operation, IReadOnlyList<PatientIdentifier> identifiers, string requestId, CancellationToken cancellationToken)
    {
        var proposed = PatientId.New();
        var entry = DecisionEntry.Of(EntryKinds.FactsChanged, caller, operation, decision: null) with
        {
            Outcome = EntryOutcome.Success,
            At = time.GetUtcNow(),
            RequestId = requestId,
            Patient = proposed.Value,
            Reason = "patient-identified",
        };
        await trail.AppendAsync(entry, cancellationToken);
        return await directory.FindOrCreateAsync(caller.Tenant, identifiers, proposed, cancellationToken);
    }
}
