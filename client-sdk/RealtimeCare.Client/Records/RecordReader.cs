using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Records;

/// <summary>Makes a record of a resource, by its type and, where that leaves it open, its topic.</summary>
internal static class RecordReader
{
    // A name that stands twice has no meaning that two readers agree on.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static CareRecord Read(FhirJson resource, string topic)
    {
        try
        {
            using var document = JsonDocument.Parse(resource.Utf8, Strict);
            return Read(document.RootElement, resource, topic);
        }
        catch (JsonException)
        {
            // The parser's message may quote the resource.
            return new OtherRecord();
        }
    }

    private static CareRecord Read(JsonElement resource, FhirJson json, string topic)
    {
        var type = resource.Text("resourceType");
        var record = type switch
        {
            "Observation" => ObservedOf(resource, topic),
            "DiagnosticReport" => new LabReport { Code = resource.Concept("code"), Conclusion = resource.Text("conclusion"), IssuedAt = resource.Time("issued") },
            "Flag" or "Communication" or "DetectedIssue" => AlertOf(resource, type),
            "Encounter" => EncounterOf(resource),
            "MedicationRequest" or "MedicationAdministration" or "MedicationStatement" => MedicationOf(resource, type),
            "Condition" => ConditionOf(resource),
            _ => new OtherRecord(),
        };
        record.ResourceType = type;
        record.Id = resource.Text("id");
        record.Status = resource.Text("status");
        record.IsEnteredInError = record.Status == "entered-in-error" || IsVerifiedAs(resource, "entered-in-error");
        record.IsNegated = record.Status is "not-taken" or "not-done" || resource.MayBeTrue("doNotPerform") || IsVerifiedAs(resource, "refuted");
        record.HasModifiers = resource.Element("implicitRules") is not null || HasModifierExtension(json);
        return record;
    }

    private static bool IsVerifiedAs(JsonElement resource, string code) =>
        resource.Concept("verificationStatus")?.Codings.Any(coding => coding.Code == code) == true;

    private static CareRecord ObservedOf(JsonElement resource, string topic)
    {
        Observed? observed = topic switch
        {
            "vitals" => new VitalSign(),
            "labs" => new LabResult(),
            _ when IsOf(resource, "vital-signs") => new VitalSign(),
            _ when IsOf(resource, "laboratory") => new LabResult(),
            _ => null,
        };
        if (observed is null) return new OtherRecord();
        observed.Code = resource.Concept("code");
        observed.Value = resource.Value();
        observed.AbsentReason = resource.Concept("dataAbsentReason");
        observed.Interpretations = resource.Concepts("interpretation");
        observed.ReferenceRanges = RangesOf(resource);
        observed.ObservedAt = resource.Time("effectiveDateTime") ?? resource.Time("effectiveInstant");
        observed.ObservedPeriod = resource.Period("effectivePeriod");
        observed.Components =
        [
            .. resource.Elements("component").Select(part => new ObservedComponent(
                part.Concept("code"), part.Value(), part.Concept("dataAbsentReason"), part.Concepts("interpretation"), RangesOf(part))),
        ];
        return observed;
    }

    private static bool IsOf(JsonElement resource, string category) =>
        resource.Concepts("category").Any(one => one.CodeIn("http://terminology.hl7.org/CodeSystem/observation-category") == category);

    private static IReadOnlyList<ReferenceRange> RangesOf(JsonElement parent) => [.. parent.Elements("referenceRange").Select(RangeOf)];

    private static ReferenceRange RangeOf(JsonElement range)
    {
        var read = new ReferenceRange(
            range.Quantity("low"), range.Quantity("high"), range.Concept("type"), range.Concepts("appliesTo"), range.Text("text"));
        var isPartial = range.Element("age") is not null
            || (read.Low is null && range.Element("low") is not null)
            || (read.High is null && range.Element("high") is not null)
            || (read.Kind is null && range.Element("type") is not null)
            || (read.AppliesTo.Count == 0 && range.Element("appliesTo") is not null);
        return read with { IsPartial = isPartial };
    }

    private static Alert AlertOf(JsonElement resource, string type)
    {
        if (type == "Flag")
        {
            var period = resource.Period("period");
            var code = resource.Concept("code");
            return new Alert { Kind = AlertKind.Flag, Code = code, Text = code?.Name, At = period?.Start, Until = period?.End };
        }

        if (type == "DetectedIssue")
            return new Alert
            {
                Kind = AlertKind.DetectedIssue,
                Code = resource.Concept("code"),
                Text = resource.Text("detail") ?? resource.Concept("code")?.Name,
                Priority = resource.Text("severity"),
                At = resource.Time("identifiedDateTime"),
            };

        var texts = resource.Elements("payload").Select(payload => payload.Text("contentString")).ToArray();
        return new Alert
        {
            Kind = AlertKind.Communication,
            Code = resource.Concept("topic"),
            Text = texts.Any(text => text is not null) ? string.Join('\n', texts.OfType<string>()) : null,
            HasMore = texts.Contains(null),
            Priority = resource.Text("priority"),
            At = resource.Time("sent"),
        };
    }

    private static Encounter EncounterOf(JsonElement resource) => new()
    {
        Class = resource.Coding("class"),
        Period = resource.Period("period"),
        Locations =
        [
            .. resource.Elements("location").Select(one => new EncounterLocation(
                one.Element("location")?.Text("display"), one.Element("location")?.Text("reference"), one.Text("status"), one.Period("period"))),
        ],
    };

    private static Medication MedicationOf(JsonElement resource, string type)
    {
        var (kind, at, dosage) = type switch
        {
            "MedicationRequest" => (MedicationKind.Request, resource.Time("authoredOn"), "dosageInstruction"),
            "MedicationAdministration" => (MedicationKind.Administration, resource.Time("effectiveDateTime"), "dosage"),
            _ => (MedicationKind.Statement, resource.Time("effectiveDateTime"), "dosage"),
        };
        return new Medication
        {
            Kind = kind,
            At = at,
            Period = resource.Period("effectivePeriod"),
            Code = resource.Concept("medicationCodeableConcept"),
            Reference = resource.Element("medicationReference")?.Text("reference"),
            ReferenceName = resource.Element("medicationReference")?.Text("display"),
            IsProhibition = resource.MayBeTrue("doNotPerform"),
            Intent = resource.Text("intent"),
            Dosages = DosagesOf(resource.Element(dosage)),
        };
    }

    // A part of the dose would be read as the whole.
    private static string[] DosagesOf(JsonElement? dosage)
    {
        JsonElement[] all = dosage switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray()],
            { } one => [one],
        };
        string[] texts = [.. all.Select(one => one.Text("text")).OfType<string>()];
        return texts.Length == all.Length ? texts : [];
    }

    private static Condition ConditionOf(JsonElement resource) => new()
    {
        Code = resource.Concept("code"),
        ClinicalStatus = resource.Concept("clinicalStatus"),
        VerificationStatus = resource.Concept("verificationStatus"),
        Severity = resource.Concept("severity"),
        OnsetAt = resource.Time("onsetDateTime"),
    };

    // Wherever it stands: in a component it changes what that says just as well.
    private static bool HasModifierExtension(FhirJson json)
    {
        var reader = new Utf8JsonReader(json.Utf8.Span);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("modifierExtension"u8)) return true;
        return false;
    }
}
