using Hl7.Fhir.Model;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads which patient a resource is about.</summary>
internal static class FactsPatient
{
    /// <summary>The patient that a reference names; null when it names none in a way that we can follow.</summary>
    public static PatientReference? Read(ResourceReference? subject)
    {
        var reference = FactsMember.Split(subject) is ("Patient", var id) ? PatientReference.ById(id)
            : subject?.Identifier is { System: { } system, Value: { } value } ? PatientReference.ByIdentifier(system, value)
            : null;
        return reference is not null && EventCheck.IsReference(reference) ? reference : null;
    }

    /// <summary>The patient that a resource of its own is: by its business identifiers, and without any by our id.</summary>
    public static IReadOnlyList<PatientReference> Read(Patient patient)
    {
        var found = new List<PatientReference>();
        foreach (var one in patient.Identifier)
            if (one is { System: { } system, Value: { } value, Use: not Identifier.IdentifierUse.Old }) found.Add(PatientReference.ByIdentifier(system, value));
        if (found.Count == 0 && patient.Id is { } id) found.Add(PatientReference.ById(id));
        return found.Count <= IngestLimits.Identifiers && found.All(EventCheck.IsReference) ? found : [];
    }
}
