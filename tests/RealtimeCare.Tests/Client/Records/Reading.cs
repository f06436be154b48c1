using RealtimeCare.Client.Records;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client.Records;

/// <summary>What an app is given of a resource; never more than it says, and never an exception.</summary>
public sealed class Reading
{
    [Fact]
    public void A_vital_sign_keeps_the_digits_and_the_unit()
    {
        var vital = Read<VitalSign>("""
            {"resourceType":"Observation","id":"v1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2744-1","display":"pH"}],"text":"pH of blood"},
             "effectiveDateTime":"2026-03-01T14:02:00.25+01:00","valueQuantity":{"value":7.40,"unit":"[pH]","system":"http://unitsofmeasure.org","code":"[pH]"}}
            """);

        Assert.Equal(("v1", "final", "pH of blood", "2744-1"), (vital.Id, vital.Status, vital.Name, vital.Code!.CodeIn("http://loinc.org")));
        Assert.Equal("7.40", vital.Number!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(("[pH]", "[pH]"), (vital.Unit, Assert.IsType<Quantity>(vital.Value).Code));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 13, 2, 0, 250, TimeSpan.Zero), vital.ObservedAt!.Instant);
        Assert.Equal("7.40 [pH]", vital.ValueText);
        Assert.False(vital.IsEnteredInError || vital.HasModifiers);
    }

    [Fact]
    public void A_value_of_several_parts_has_them()
    {
        var pressure = Read<VitalSign>("""
            {"resourceType":"Observation","status":"preliminary","code":{"text":"Blood pressure"},"effectivePeriod":{"start":"2026-03","end":"2026-03-02"},
             "interpretation":[{"coding":[{"code":"H"}]}],
             "component":[
              {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":107,"unit":"mmHg"},"referenceRange":[{"low":{"value":90.0},"high":{"value":130.0}}]},
              {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"dataAbsentReason":{"coding":[{"code":"not-performed"}]}}]}
            """);

        Assert.Null(pressure.Value);
        Assert.Equal("H", pressure.Interpretations[0].Codings[0].Code);
        Assert.Equal((TimePrecision.Month, TimePrecision.Day), (pressure.ObservedPeriod!.Start!.Precision, pressure.ObservedPeriod.End!.Precision));
        Assert.Equal((107m, 90.0m, 130.0m), (
            ((Quantity)pressure.Components[0].Value!).Exact, pressure.Components[0].ReferenceRanges[0].Low!.Value, pressure.Components[0].ReferenceRanges[0].High!.Value));
        Assert.Equal((null, "not-performed"), (pressure.Components[1].Value, pressure.Components[1].AbsentReason!.Codings[0].Code));
        Assert.Equal("107 mmHg, -", pressure.ValueText);
    }

    [Theory]
    [InlineData("""{"value":5,"comparator":"<","unit":"mg/L"}""", null, "< 5 mg/L")]
    [InlineData("""{"value":5,"unit":"mg/L"}""", 5.0, "5 mg/L")]
    [InlineData("""{"value":0.5e+1,"unit":"mg/L"}""", 5.0, "5 mg/L")]
    public void What_is_less_than_a_number_is_not_that_number(string quantity, double? number, string text)
    {
        var result = Read<LabResult>($$"""{"resourceType":"Observation","status":"final","valueQuantity":{{quantity}}}""", "labs");

        Assert.Equal((decimal?)number, result.Number);
        Assert.Equal(text, result.ValueText);
        Assert.Equal(5, ((Quantity)result.Value!).Value);
    }

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":\"5\"}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"unit\":\"mg\"}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":1.00000000000000000000000000001}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":1e99}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":1e-30}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":1.2345E-27}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":1e-2147483648}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":1e-99999999999}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":5,\"comparator\":\"about\"}", "valueQuantity")]
    [InlineData("\"valueQuantity\":{\"value\":5,\"_comparator\":{\"extension\":[]}}", "valueQuantity")]
    [InlineData("\"valueString\":7", "valueString")]
    [InlineData("\"valueRatio\":{\"numerator\":{\"value\":1}}", "valueRatio")]
    [InlineData("\"valueInteger\":3", "valueInteger")]
    [InlineData("\"valueQuantity\":{\"value\":5},\"valueString\":\"6\"", "value[x]")]
    public void A_value_of_another_shape_is_said_to_be_there_and_not_guessed(string value, string element)
    {
        var result = Read<LabResult>($$"""{"resourceType":"Observation","status":"final",{{value}}}""", "labs");

        Assert.Equal(new OtherValue(element), result.Value);
        Assert.Null(result.Number);
    }

    [Fact]
    public void What_was_withheld_is_null()
    {
        var vital = Read<VitalSign>("""{"resourceType":"Observation"}""");

        Assert.Equal((null, null, null, null, null), (vital.Code, vital.Value, vital.Status, vital.ObservedAt, vital.Name));
        Assert.Empty(vital.Components);
    }

    [Theory]
    [InlineData("labs", "vital-signs", typeof(LabResult))]
    [InlineData("vitals", "laboratory", typeof(VitalSign))]
    [InlineData("inbox", "laboratory", typeof(LabResult))]
    [InlineData("inbox", "vital-signs", typeof(VitalSign))]
    [InlineData("inbox", "survey", typeof(OtherRecord))]
    public void The_topic_says_what_an_observation_is_and_then_its_category(string topic, string category, Type type)
    {
        var json = $$"""
            {"resourceType":"Observation","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"{{category}}"}]}]}
            """;

        Assert.IsType(type, CareRecord.Read(EventOf(json, topic)), exactMatch: true);
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation","status":"entered-in-error"}""")]
    [InlineData("""{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"entered-in-error"}]}}""")]
    public void What_was_never_true_says_so(string json) => Assert.True(Read<CareRecord>(json).IsEnteredInError);

    [Theory]
    [InlineData("""{"resourceType":"Observation","modifierExtension":[{"url":"urn:x","valueBoolean":true}]}""")]
    [InlineData("""{"resourceType":"Observation","component":[{"modifierExtension":[{"url":"urn:x"}]}]}""")]
    [InlineData("""{"resourceType":"Observation","implicitRules":"urn:rules"}""")]
    public void What_changes_the_meaning_is_said_to_be_there(string json) => Assert.True(Read<CareRecord>(json).HasModifiers);

    [Fact]
    public void An_alert_says_what_it_says()
    {
        var flag = Read<Alert>("""{"resourceType":"Flag","status":"active","code":{"text":"Falls"},"period":{"start":"2026","end":"2027-01-01"}}""");
        var message = Read<Alert>("""
            {"resourceType":"Communication","status":"completed","priority":"stat","sent":"2026-03-01T08:00:00Z",
             "payload":[{"contentString":"Potassium 7.1"},{"contentReference":{"reference":"Observation/k"}},{"contentString":"Call back"}]}
            """);
        var issue = Read<Alert>("""{"resourceType":"DetectedIssue","status":"final","severity":"high","code":{"text":"Interaction"},"detail":"Warfarin and aspirin"}""");

        Assert.Equal((AlertKind.Flag, "Falls", "active", "2026", TimePrecision.Year), (flag.Kind, flag.Text, flag.Status, flag.At!.Text, flag.At.Precision));
        Assert.Equal((AlertKind.Communication, "Potassium 7.1\nCall back", "stat", true), (message.Kind, message.Text, message.Priority, message.HasMore));
        Assert.Equal((AlertKind.DetectedIssue, "Warfarin and aspirin", "high"), (issue.Kind, issue.Text, issue.Priority));
    }

    [Fact]
    public void An_encounter_says_where_the_patient_is()
    {
        var encounter = Read<Encounter>("""
            {"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP","display":"inpatient"},"period":{"start":"2026-03-01T08:00:00Z"},
             "location":[{"location":{"reference":"Location/1","display":"Emergency"},"status":"completed"},{"location":{"display":"Ward 4"},"status":"active"}]}
            """);
        var nowhere = Read<Encounter>("""{"resourceType":"Encounter","location":[{"location":{"display":"A"},"status":"active"},{"status":"active"}]}""");

        Assert.Equal(("IMP", "Ward 4", null), (encounter.Class!.Code, encounter.Location!.Name, encounter.Period!.End));
        Assert.Null(nowhere.Location);
    }

    [Fact]
    public void A_medicine_that_must_not_be_given_says_so()
    {
        var order = Read<Medication>("""
            {"resourceType":"MedicationRequest","status":"active","intent":"order","doNotPerform":true,"authoredOn":"2026-03-01",
             "medicationReference":{"reference":"Medication/2","display":"Penicillin"},"dosageInstruction":[{"text":"never"}]}
            """);
        var given = Read<Medication>("""{"resourceType":"MedicationAdministration","status":"not-done","medicationCodeableConcept":{"text":"Heparin"},"dosage":{"text":"5 mL"}}""");

        Assert.Equal((true, "Penicillin", "order", TimePrecision.Day), (order.IsProhibition, order.Name, order.Intent, order.At!.Precision));
        Assert.Equal(["never"], order.Dosages);
        Assert.Equal((MedicationKind.Administration, "Heparin", "not-done"), (given.Kind, given.Name, given.Status));
        Assert.Equal(["5 mL"], given.Dosages);
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-03-01T14:02:00")]
    [InlineData("2026-03-01T14:02:00.+01:00 ")]
    [InlineData("2026-03-01 14:02:00+01:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void What_is_no_time_is_null(string text) => Assert.Null(RecordTime.TryParse(text));

    [Fact]
    public void Digits_beyond_what_a_clock_holds_do_no_harm() => Assert.Equal(
        new DateTimeOffset(2026, 3, 1, 14, 2, 0, TimeSpan.Zero).AddTicks(1234567), RecordTime.TryParse("2026-03-01T14:02:00.123456789Z")!.Instant);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":7}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"resourceType":"Observation","status":"final","status":"amended"}""")]
    [InlineData("""{"resourceType":""")]
    public void Anything_else_is_another_record(string json) => Assert.IsType<OtherRecord>(CareRecord.Read(EventOf(json, "vitals")));

    [Fact]
    public void An_event_without_a_resource_has_no_record() =>
        Assert.Null(CareRecord.Read(Batches.Durable(1) with { Resource = default, IsRetracted = true }));

    [Fact]
    public void A_record_does_not_tell_what_it_holds_where_it_is_printed()
    {
        var vital = Read<VitalSign>("""
            {"resourceType":"Observation","code":{"text":"secret","coding":[{"code":"secret"}]},"valueString":"secret","effectiveDateTime":"2026",
             "component":[{"valueQuantity":{"value":1,"unit":"secret"},"referenceRange":[{"text":"secret"}]}]}
            """);

        object[] parts = [vital, vital.Code!, vital.Code!.Codings[0], vital.Value!, vital.ObservedAt!, vital.Components[0], vital.Components[0].Value!, vital.Components[0].ReferenceRanges[0]];

        Assert.All(parts, part => Assert.Matches("^\\([a-z]+\\)$", part.ToString()));
    }

    private static T Read<T>(string json, string topic = "vitals")
        where T : CareRecord => Assert.IsType<T>(CareRecord.Read(EventOf(json, topic)), exactMatch: false);

    private static CareEvent EventOf(string json, string topic) => Batches.Durable(1) with { Topic = topic, Resource = FhirJson.Parse(json) };
}
