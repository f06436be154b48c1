using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>A patient, and the care team that the test gave it.</summary>
public sealed record TestPatient(string Id, PatientIdentifier Identifier, string CareTeamId)
{
    public PatientReference ById => PatientReference.ById(Id);

    public PatientReference ByIdentifier => PatientReference.ByIdentifier(Identifier.System, Identifier.Value);

    public override string ToString() => "(patient)";
}
