using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Explaining;

/// <summary>What is to be explained to whom.</summary>
/// <param name="Asker">Who asks.</param>
/// <param name="Operation">As what: for oneself or as a reviewer.</param>
/// <param name="About">Of whom.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Topics">The topics.</param>
/// <param name="Restricted">Whether it is about the restricted stream.</param>
internal sealed record AccessInquiry(
    Caller Asker, Operation Operation, AssumedCaller About, PatientReference Patient, IReadOnlyList<string> Topics, bool Restricted)
{
    /// <summary>A constant, since it names a patient.</summary>
    public override string ToString() => "(inquiry)";
}

/// <summary>Whom an explanation is of, and where that was taken from.</summary>
/// <param name="Caller">The caller that is judged.</param>
/// <param name="Basis">Where it comes from.</param>
/// <param name="AssumesScopes">Whether its scopes are only assumed.</param>
internal sealed record AssumedCaller(Caller Caller, ExplanationBasis Basis, bool AssumesScopes = false);
