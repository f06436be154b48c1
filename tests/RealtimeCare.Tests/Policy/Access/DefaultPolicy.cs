using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

public sealed class DefaultPolicy
{
    private static readonly AccessPolicy Policy = AccessPolicy.Default;

    // What nobody publishes about one patient.
    private static readonly string[] NotAboutOnePatient =
    [
        "AuditEvent", "Bundle", "Group", "Location", "OperationOutcome", "Organization", "Person", "Practitioner", "PractitionerRole",
        "Schedule", "Subscription",
    ];

    [Fact]
    public void Every_path_names_an_element_of_FHIR_R4()
    {
        var wrong = from audience in Policy.Audiences
                    from rule in audience.Elements
                    from path in rule.Value
                    where !Exists(rule.Key, path)
                    select $"{audience.Name}: {rule.Key}.{path}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Whatever_is_shown_is_shown_with_the_elements_that_change_its_meaning()
    {
        var missing = from audience in Policy.Audiences
                      where audience.Name != "service-id-only"
                      from rule in audience.Elements
                      from modifier in Modifiers(rule.Key)
                      where !rule.Value.Contains(modifier)
                      select $"{audience.Name}: {rule.Key}.{modifier}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_clinical_type_of_the_sample_data_has_exactly_one_topic_besides_observations()
    {
        var types = SampleResources.All.SelectMany(r => SampleResources.TypesIn(r.Utf8)).Distinct().Except(NotAboutOnePatient);

        Assert.All(types, type => Assert.Equal(
            type == "Observation" ? 2 : 1, Policy.Topics.Values.Count(t => t.Name != "inbox" && t.ResourceTypes.Contains(type))));
    }

    [Fact]
    public void Physicians_see_every_clinical_type_but_bills()
    {
        var unseen = Policy.Topics.Values.SelectMany(t => t.ResourceTypes).Where(t => !Policy.FindAudience("physician")!.Sees(t));

        Assert.Equal(Policy.Topics["claims"].ResourceTypes, unseen);
    }

    [Fact]
    public void A_nurse_sees_nothing_that_a_physician_does_not()
    {
        var physician = Policy.FindAudience("physician")!.Elements;

        Assert.All(Policy.FindAudience("bedside-nurse")!.Elements, rule => Assert.All(
            rule.Value, path => Assert.Contains(physician[rule.Key], wide => path == wide || path.StartsWith(wide + ".", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_registrar_sees_visits_and_demographics_only()
    {
        Assert.Equal(["Bundle", "Encounter", "Patient"], Policy.FindAudience("registration")!.Elements.Keys.Order());
        Assert.DoesNotContain("reasonCode", Policy.FindAudience("registration")!.Elements["Encounter"]);
    }

    [Fact]
    public void Every_operation_of_the_server_is_allowed_for_some_role()
    {
        Assert.All(Operations.All, operation => Assert.Contains(Policy.Roles, role => role.Operations.Contains(operation.Name)));
    }

    [Fact]
    public void Every_role_that_reads_clinical_data_needs_a_relationship()
    {
        Assert.All(
            Policy.Roles.Where(r => r.Topics.Count > 0 && r.Audience!.Name is not ("registration" or "billing" or "service-id-only")),
            role => Assert.True(role.NeedsRelationship));
    }

    private static bool Exists(string type, string path)
    {
        var mapping = ModelInfo.ModelInspector.FindClassMapping(type);
        foreach (var segment in path.Split('.'))
        {
            var isChoice = segment.EndsWith("[x]", StringComparison.Ordinal);
            var property = mapping?.FindMappedElementByName(isChoice ? segment[..^3] : segment);
            if (property is null || (property.Choice == ChoiceType.DatatypeChoice) != isChoice) return false;
            mapping = property.PropertyTypeMapping;
        }

        return true;
    }

    private static IEnumerable<string> Modifiers(string type) =>
        from property in ModelInfo.ModelInspector.FindClassMapping(type)!.PropertyMappings
        where property.IsModifier && property.Name != "modifierExtension"
        select property.Choice == ChoiceType.DatatypeChoice ? property.Name + "[x]" : property.Name;
}
