using System.Globalization;
using System.Text.Json.Nodes;

namespace RealtimeCare.Cli.Demo.Ward;

/// <summary>
/// FHIR R4 resources of the simulated ward. They carry what a real feed carries beyond the clinical content (narrative,
/// identifiers, notes, the reporting device), so that the audiences have something to withhold.
/// </summary>
internal static class WardResources
{
    private const string Loinc = "http://loinc.org";
    private const string Units = "http://unitsofmeasure.org";

    public static JsonObject Vital(WardPatient patient, string id, DateTimeOffset at, VitalSign sign, int value) =>
        With(Observation(patient, id, at, "vital-signs", sign.Code, sign.Name), ("valueQuantity", Quantity(value, sign.Unit, sign.UnitCode)));

    public static JsonObject BloodPressure(WardPatient patient, string id, DateTimeOffset at, int systolic, int diastolic) =>
        With(Observation(patient, id, at, "vital-signs", "85354-9", "Blood pressure panel"), ("component", new JsonArray(
            Component("8480-6", "Systolic blood pressure", systolic), Component("8462-4", "Diastolic blood pressure", diastolic))));

    public static JsonObject Lab(WardPatient patient, string id, DateTimeOffset at, int tenthsOfMmol) =>
        With(
            Observation(patient, id, at, "laboratory", "6298-4", "Potassium"),
            ("valueQuantity", Quantity(tenthsOfMmol / 10m, "mmol/L", "mmol/L")),
            ("note", new JsonArray(new JsonObject { ["text"] = "Drawn from the left arm; sample slightly hemolysed." })));

    public static JsonObject Alert(WardPatient patient, string id, DateTimeOffset at, string text) =>
        With(
            Resource("Communication", id),
            ("status", "in-progress"),
            ("category", new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/communication-category", "alert", "Alert"))),
            ("priority", "urgent"),
            ("subject", Subject(patient)),
            ("sent", Instant(at)),
            ("payload", new JsonArray(new JsonObject { ["contentString"] = text })),
            ("note", new JsonArray(new JsonObject { ["text"] = "Raised by the bedside monitor." })));

    public static JsonObject Stay(WardPatient patient, string id, DateTimeOffset at) =>
        With(
            Resource("Encounter", id),
            ("status", "in-progress"),
            ("class", Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", "inpatient encounter")),
            ("subject", Subject(patient)),
            ("period", new JsonObject { ["start"] = Instant(at) }),
            ("reasonCode", new JsonArray(Concept("http://snomed.info/sct", "233604007", "Pneumonia"))),
            ("location", new JsonArray(new JsonObject
            {
                ["location"] = new JsonObject { ["display"] = $"Ward 3, bed {patient.Bed}" },
                ["status"] = "active",
            })));

    public static JsonObject Condition(WardPatient patient, string id, DateTimeOffset at) =>
        With(
            Resource("Condition", id),
            ("clinicalStatus", Concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active")),
            ("code", Concept("http://snomed.info/sct", "233604007", "Pneumonia")),
            ("subject", Subject(patient)),
            ("recordedDate", Instant(at)));

    /// <summary>A diagnosis labelled as restricted, above what the built-in audiences may see.</summary>
    public static JsonObject RestrictedCondition(WardPatient patient, string id, DateTimeOffset at)
    {
        var condition = Condition(patient, id, at);
        condition["meta"]!["security"]!.AsArray().Add(
            Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted"));
        return condition;
    }

    public static JsonObject Dose(WardPatient patient, string id, DateTimeOffset at) =>
        With(
            Resource("MedicationAdministration", id),
            ("status", "completed"),
            ("medicationCodeableConcept", Concept("http://www.nlm.nih.gov/research/umls/rxnorm", "723", "Amoxicillin")),
            ("subject", Subject(patient)),
            ("effectiveDateTime", Instant(at)),
            ("dosage", new JsonObject { ["dose"] = Quantity(500, "mg", "mg") }));

    public static JsonObject Person(WardPatient patient, string id) =>
        With(
            Resource("Patient", id),
            ("identifier", new JsonArray(Identifier(patient))),
            ("active", true),
            ("name", new JsonArray(new JsonObject { ["family"] = patient.Family, ["given"] = new JsonArray(patient.Given) })),
            ("telecom", new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = $"555-01{patient.Bed:00}" })),
            ("gender", patient.Gender),
            ("birthDate", patient.BirthDate),
            ("address", new JsonArray(new JsonObject { ["line"] = new JsonArray($"{patient.Bed} Example Street"), ["city"] = "Springfield" })));

    private static JsonObject Observation(
        WardPatient patient, string id, DateTimeOffset at, string category, string code, string name) =>
        With(
            Resource("Observation", id),
            ("text", new JsonObject
            {
                ["status"] = "generated",
                ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{name} of {patient.Given} {patient.Family}</div>",
            }),
            ("identifier", new JsonArray(new JsonObject { ["system"] = "urn:realtimecare:demo:monitor", ["value"] = id })),
            ("status", "final"),
            ("category", new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/observation-category", category, category))),
            ("code", Concept(Loinc, code, name)),
            ("subject", Subject(patient)),
            ("effectiveDateTime", Instant(at)),
            ("device", new JsonObject { ["display"] = $"Monitor at bed {patient.Bed}" }));

    private static JsonObject Resource(string type, string id) => new()
    {
        ["resourceType"] = type,
        ["id"] = id,
        ["meta"] = new JsonObject
        {
            ["security"] = new JsonArray(Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "test health data")),
        },
    };

    private static JsonObject With(JsonObject resource, params ReadOnlySpan<(string Name, JsonNode Value)> members)
    {
        foreach (var (name, value) in members) resource.Add(name, value);
        return resource;
    }

    private static JsonObject Component(string code, string name, int value) =>
        new() { ["code"] = Concept(Loinc, code, name), ["valueQuantity"] = Quantity(value, "mmHg", "mm[Hg]") };

    private static JsonObject Subject(WardPatient patient) => new() { ["identifier"] = Identifier(patient) };

    private static JsonObject Identifier(WardPatient patient) =>
        new() { ["system"] = WardPatient.RecordNumberSystem, ["value"] = patient.RecordNumber };

    private static JsonObject Concept(string system, string code, string display) =>
        new() { ["coding"] = new JsonArray(Coding(system, code, display)) };

    private static JsonObject Coding(string system, string code, string display) =>
        new() { ["system"] = system, ["code"] = code, ["display"] = display };

    private static JsonObject Quantity(decimal value, string unit, string code) =>
        new() { ["value"] = value, ["unit"] = unit, ["system"] = Units, ["code"] = code };

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
