using Hl7.Fhir.Model;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads consents as IHE Privacy Consent on FHIR (PCF) profiles them, of any of its options.</summary>
/// <remarks>
/// PCF requires <c>provision.type</c> at the root: whether the patient agreed to the policy or rejected it. FHIR itself leaves that
/// to texts that cannot be judged, so that a consent without it is refused rather than taken for agreement.
/// </remarks>
internal static class ConsentReader
{
    private const string Scopes = "http://terminology.hl7.org/CodeSystem/consentscope";
    private const string ActCodes = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    public static Checked<IncomingFacts> Read(Consent consent, IncomingFacts facts)
    {
        if (consent.Status is not { } status) return FactsReader.Invalid(facts.Path + ".status");
        facts = facts with { PatientElement = "patient" };
        var patient = FactsPatient.Read(consent.Patient);
        // What is not in force is taken away, and be it that the rest of it cannot be understood.
        if (status != Consent.ConsentState.Active) return facts with { Patient = patient is null ? [] : [patient], IsGone = true };
        if (patient is null) return FactsReader.Invalid(facts.Path + ".patient");
        if (consent.Scope?.Coding.Exists(one => one is { System: Scopes, Code: "patient-privacy" }) != true) return FactsReader.Invalid(facts.Path + ".scope");
        if (consent.Provision?.Type is not { } type) return FactsReader.Invalid(facts.Path + ".provision.type");
        if (Contradicts(consent.PolicyRule, type)) return FactsReader.Invalid(facts.Path + ".policyRule");
        var provision = new ProvisionReader().Read(consent.Provision, facts.Path + ".provision");
        return provision.IsValid ? facts with { Patient = [patient], Consent = provision.Value } : provision.Problem;
    }

    private static bool Contradicts(CodeableConcept? rule, Consent.ConsentProvisionType type)
    {
        var opposite = type == Consent.ConsentProvisionType.Permit ? "OPTOUT" : "OPTIN";
        return rule?.Coding.Exists(one => one.System == ActCodes && one.Code?.StartsWith(opposite, StringComparison.Ordinal) == true) == true;
    }
}
