using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>Knows the patients of each tenant, by our id and by their business identifiers.</summary>
public interface IPatientDirectory
{
    /// <summary>The patient that a reference names; null when the tenant has none such.</summary>
    /// <exception cref="FactsUnavailableException">The store cannot be read.</exception>
    ValueTask<PatientId?> FindAsync(TenantId tenant, PatientReference reference, CancellationToken cancellationToken);

    /// <summary>
    /// The patient that has any of the identifiers, or a new one with the id proposed; the other identifiers become the same
    /// patient's. Null when the identifiers belong to different patients: nothing is changed then.
    /// </summary>
    /// <param name="proposed">The id of a new patient, chosen by the caller, so that the trail can name it beforehand.</param>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was added.</exception>
    ValueTask<FoundPatient?> FindOrCreateAsync(
        TenantId tenant, IReadOnlyList<PatientIdentifier> identifiers, PatientId proposed, CancellationToken cancellationToken);
}

/// <summary>A patient, and whether it is a new one.</summary>
public readonly record struct FoundPatient(PatientId Patient, bool IsNew);
