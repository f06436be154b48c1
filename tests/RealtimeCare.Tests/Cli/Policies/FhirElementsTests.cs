using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using RealtimeCare.Cli.Policies;
using RealtimeCare.Policy.Access;
using RealtimeCare.Tests.Conventions;

namespace RealtimeCare.Tests.Cli.Policies;

public sealed class FhirElementsTests
{
    private const string Path = "client-sdk/RealtimeCare.Cli/Policies/fhir-r4-elements.txt";

    [Fact]
    public void The_list_is_what_FHIR_R4_says()
    {
        var made = string.Concat(ModelInfo.SupportedResources.Order(StringComparer.Ordinal)
            .Select(type => string.Join(' ', [type, .. ElementsOf(type)]) + "\n"));
        var kept = File.ReadAllText(System.IO.Path.Combine(SourceTree.Root, Path));
        if (made == kept) return;

        var fresh = System.IO.Path.Combine(AppContext.BaseDirectory, "fhir-r4-elements.txt");
        File.WriteAllText(fresh, made);
        Assert.Fail($"cp {fresh} {Path}");
    }

    [Fact]
    public void Every_type_of_the_built_in_policy_has_elements()
    {
        Assert.All(AccessPolicy.Default.Topics.Values.SelectMany(t => t.ResourceTypes), type => Assert.NotEmpty(FhirElements.Of(type)));
    }

    private static IEnumerable<string> ElementsOf(string type) => ModelInfo.ModelInspector.FindClassMapping(type)!.PropertyMappings
        .OrderBy(p => p.Order)
        .Select(p => p.Choice == ChoiceType.DatatypeChoice ? p.Name + "[x]" : p.Name);
}
