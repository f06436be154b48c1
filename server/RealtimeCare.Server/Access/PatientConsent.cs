using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Server.Access;

/// <summary>A consent in force, and whose it is.</summary>
public sealed record PatientConsent(PatientId Patient, ConsentProvision Root);
