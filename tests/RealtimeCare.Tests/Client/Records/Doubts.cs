using RealtimeCare.Client.Records;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client.Records;

/// <summary>What is not to be shown as a fact, or not as the whole, says so.</summary>
public sealed class Doubts
{
    [Theory]
    [InlineData("""{"resourceType":"MedicationStatement","status":"not-taken"}""")]
    [InlineData("""{"resourceType":"MedicationAdministration","status":"not-done"}""")]
    [InlineData("""{"resourceType":"MedicationRequest","status":"active","doNotPerform":true}""")]
    [InlineData("""{"resourceType":"MedicationRequest","status":"active","doNotPerform":"true"}""")]
    [InlineData("""{"resourceType":"ServiceRequest","status":"active","doNotPerform":true}""")]
    [InlineData("""{"resourceType":"Communication","status":"not-done"}""")]
    [InlineData("""{"resourceType":"Procedure","status":"not-done"}""")]
    [InlineData("""{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"refuted"}]}}""")]
    [InlineData("""{"resourceType":"AllergyIntolerance","verificationStatus":{"coding":[{"display":"x"},{"code":"refuted"}]}}""")]
    public void The_opposite_of_what_it_reads_like_says_so(string json) => Assert.True(Read<CareRecord>(json).IsNegated);

    [Theory]
    [InlineData("""{"resourceType":"MedicationStatement","status":"active"}""")]
    [InlineData("""{"resourceType":"MedicationRequest","status":"cancelled","doNotPerform":false}""")]
    [InlineData("""{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"confirmed"}]}}""")]
    [InlineData("""{"resourceType":"Observation","status":"final"}""")]
    public void What_is_so_is_not_negated(string json) => Assert.False(Read<CareRecord>(json).IsNegated);

    [Theory]
    [InlineData("""{"resourceType":"MedicationRequest","dosageInstruction":[{"text":"10 mg in the morning"},{"timing":{"code":{"text":"5 mg in the evening"}}}]}""")]
    [InlineData("""{"resourceType":"MedicationStatement","dosage":[{"text":"10 mg in the morning"},{}]}""")]
    [InlineData("""{"resourceType":"MedicationStatement","dosage":[{"text":"10 mg in the morning"},7]}""")]
    [InlineData("""{"resourceType":"MedicationAdministration","dosage":{"dose":{"value":5}}}""")]
    public void A_part_of_a_dose_is_not_given_for_the_whole(string json) => Assert.Empty(Read<Medication>(json).Dosages);

    [Fact]
    public void A_dose_that_is_all_in_words_is_given() => Assert.Equal(
        ["10 mg in the morning", "5 mg in the evening"],
        Read<Medication>("""{"resourceType":"MedicationStatement","dosage":[{"text":"10 mg in the morning"},{"text":"5 mg in the evening"}]}""").Dosages);

    [Theory]
    [InlineData("""{"low":{"value":1},"high":{"value":2},"age":{"high":{"value":1,"unit":"a"}}}""", true)]
    [InlineData("""{"low":{"value":1},"high":{"value":2,"comparator":"about"}}""", true)]
    [InlineData("""{"low":{"value":1.00000000000000000000000000001}}""", true)]
    [InlineData("""{"low":{"value":1},"type":"therapeutic"}""", true)]
    [InlineData("""{"low":{"value":1},"appliesTo":{"text":"women"}}""", true)]
    [InlineData("""{"low":{"value":1},"appliesTo":[{"text":"women"}],"type":{"text":"normal"}}""", false)]
    [InlineData("""{"high":{"value":2}}""", false)]
    public void A_range_that_is_not_all_read_says_so(string range, bool isPartial)
    {
        var result = Read<LabResult>($$"""
            {"resourceType":"Observation","referenceRange":[{{range}}],"component":[{"referenceRange":[{{range}}]} ]}
            """);

        Assert.Equal((isPartial, isPartial), (result.ReferenceRanges[0].IsPartial, result.Components[0].ReferenceRanges[0].IsPartial));
    }

    private static T Read<T>(string json)
        where T : CareRecord =>
        Assert.IsType<T>(CareRecord.Read(Batches.Durable(1) with { Topic = "labs", Resource = FhirJson.Parse(json) }), exactMatch: false);
}
