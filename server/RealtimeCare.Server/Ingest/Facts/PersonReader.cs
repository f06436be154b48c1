using Hl7.Fhir.Model;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads who is the general practitioner of a patient, and who acts for one.</summary>
internal static class PersonReader
{
    /// <summary>The system of the identifier by which a related person is a user of ours.</summary>
    private const string UserSystem = "urn:realtimecare:user";

    public static Checked<IncomingFacts> Read(Patient patient, IncomingFacts facts)
    {
        facts = facts with { Patient = FactsPatient.Read(patient), PatientElement = "identifier" };
        if (facts.Patient.Count == 0) return FactsReader.Invalid(facts.Path + ".identifier");
        if (patient.Active == false) return facts;
        var members = patient.GeneralPractitioner.Select(one => FactsMember.Read(one, "PractitionerRole", "Organization")).OfType<FactsMember>();
        return facts with { Parts = [.. members.Select(one => new IncomingPart(one, "general practitioner via " + facts.Source, default))] };
    }

    public static Checked<IncomingFacts> Read(RelatedPerson person, IncomingFacts facts)
    {
        if (FactsPatient.Read(person.Patient) is not { } patient) return FactsReader.Invalid(facts.Path + ".patient");
        facts = facts with { Patient = [patient], PatientElement = "patient", Kind = RelationshipKind.Proxy };
        var parts = new List<IncomingPart>();
        for (var i = 0; i < person.Identifier.Count; i++)
        {
            var one = person.Identifier[i];
            if (one.System != UserSystem || one.Use == Identifier.IdentifierUse.Old) continue;
            if (!SubjectId.TryParse(one.Value, out var user)) return FactsReader.Invalid($"{facts.Path}.identifier[{i}].value");
            var period = FhirPeriod.Of(one.Period).Within(FhirPeriod.Of(person.Period));
            parts.Add(new IncomingPart(new FactsMember(Affiliation.MemberOf(user), user), "proxy via " + facts.Source, period));
        }

        return facts with { Parts = person.Active == false ? [] : parts };
    }
}
