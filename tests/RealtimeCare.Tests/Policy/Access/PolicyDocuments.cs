using System.Text;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

public sealed class PolicyDocuments
{
    private const string Good = """
        {
          "version": "1",
          "topics": {
            "vitals": ["Observation"],
            "labs": ["Observation", "Specimen"]
          },
          "roles": {
            "nurse": {
              "audience": "bedside",
              "relationship": "required",
              "operations": ["stream.subscribe", "ward.page"],
              "topics": ["vitals"],
              "purposes": ["TREAT"]
            }
          },
          "audiences": {
            "bedside": {
              "labelCeiling": "N",
              "always": ["meta.profile"],
              "elements": {
                "Observation": ["status", "value[x]", "component.value[x]"]
              }
            }
          }
        }
        """;

    [Fact]
    public void A_good_document_is_read_whole()
    {
        var policy = Parse(Good);

        var role = Assert.Single(policy.Roles);
        Assert.Equal(("nurse", "bedside", true), (role.Name, role.Audience!.Name, role.NeedsRelationship));
        Assert.Equal(["meta.profile", "status", "value[x]", "component.value[x]"], policy.FindAudience("bedside")!.Elements["Observation"]);
        Assert.Equal(["Observation", "Specimen"], policy.Topics["labs"].ResourceTypes);
        Assert.Null(policy.FindAudience("physician"));
    }

    [Theory]
    [InlineData("\"version\": \"1\"", "\"version\": \"2\"", 2, "the version is not '1'")]
    [InlineData("\"version\": \"1\"", "\"version\": \"1\", \"colour\": 1", 2, "'colour' is not known in the document")]
    [InlineData("[\"Observation\"],", "[\"Observation\", \"Observation\"],", 4, "'Observation' comes twice")]
    [InlineData("[\"Observation\"],", "[\"Observations\"],", 4, "'Observations' is no resource type of FHIR R4")]
    [InlineData("[\"Observation\"],", "[],", 4, "topic 'vitals' has no resource type")]
    [InlineData("[\"Observation\"],", "\"Observation\",", 4, "'vitals' of 'topics' is no list")]
    [InlineData("\"labs\"", "\"vitals\"", 5, "'vitals' comes twice")]
    [InlineData("\"labs\"", "\"Labs\"", 5, "'Labs' is no name")]
    [InlineData("\"audience\": \"bedside\"", "\"audience\": \"beside\"", 9, "'beside' is no audience of the document")]
    [InlineData("\"audience\": \"bedside\",", "", 12, "role 'nurse' has topics but no audience")]
    [InlineData("\"required\"", "\"optional\"", 10, "'relationship' is neither 'none', 'required', 'self' nor 'proxy'")]
    [InlineData("\"required\"", "true", 10, "'relationship' is no text")]
    [InlineData("\"relationship\": \"required\",", "", 8, "role 'nurse' has no 'relationship'")]
    [InlineData("\"ward.page\"", "\"*\"", 11, "'*' is no operation's name")]
    [InlineData("\"topics\": [\"vitals\"]", "\"topics\": [\"vital\"]", 12, "'vital' is no topic of the document")]
    [InlineData("\"topics\": [\"vitals\"]", "\"topics\": [\"vitals\", \"vitals\"]", 12, "'vitals' comes twice")]
    [InlineData("[\"TREAT\"]", "[\"treat\"]", 13, "'treat' is no purpose of use")]
    [InlineData("[\"TREAT\"]", "[1]", 13, "'' is no text")]
    [InlineData("\"labelCeiling\": \"N\"", "\"labelCeiling\": \"X\"", 18, "'X' is no confidentiality")]
    [InlineData("\"status\"", "\"status.\"", 21, "'status.' is no element path")]
    [InlineData("\"status\"", "\"*\"", 21, "'*' is no element path")]
    [InlineData("\"status\"", "\"id\"", 21, "'id' names what is always kept")]
    [InlineData("\"status\"", "\"contained.code\"", 21, "'contained.code' goes into contained resources, which follow the rule of their own type")]
    [InlineData("\"status\"", "\"value[x]\"", 21, "'value[x]' comes twice")]
    [InlineData("\"status\"", "\"meta.profile\"", 21, "'meta.profile' stands in 'always' already")]
    [InlineData("\"Observation\": [\"status\"", "\"Obs\": [\"status\"", 21, "'Obs' is no resource type of FHIR R4")]
    [InlineData("\"elements\"", "\"fields\"", 20, "'fields' is not known in audience 'bedside'")]
    public void A_mistake_is_named_with_its_line(string right, string wrong, int line, string reason)
    {
        Assert.Contains(new PolicyMistake(line, reason), Mistakes(Good.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void All_mistakes_are_named_at_once_in_the_order_of_the_document()
    {
        var mistakes = Mistakes(Good
            .Replace("\"Specimen\"", "\"Spezimen\"", StringComparison.Ordinal)
            .Replace("\"audience\": \"bedside\"", "\"audience\": \"beside\"", StringComparison.Ordinal)
            .Replace("\"value[x]\"", "\"value[y]\"", StringComparison.Ordinal));

        Assert.Equal([5, 9, 21], mistakes.Select(m => m.Line));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{\n  \"version\": \"1\",\n}", 3)]
    [InlineData("{\n  // why\n}", 2)]
    [InlineData("{}\n{}", 2)]
    public void Text_that_is_no_JSON_is_named_with_its_line(string text, int line)
    {
        Assert.Equal(new PolicyMistake(line, "is no well-formed JSON"), Assert.Single(Mistakes(text)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"version\":\"1\",\"topics\":[],\"roles\":1,\"audiences\":{}}")]
    [InlineData("{\"version\":\"1\",\"topics\":{\"a\":{}},\"roles\":{\"r\":[]},\"audiences\":{\"x\":{\"elements\":[]},\"y\":{\"elements\":{}}}}")]
    public void Whatever_is_no_policy_is_refused(string text)
    {
        Assert.NotEmpty(Mistakes(text));
    }

    [Fact]
    public void Layout_does_not_change_the_hash_and_content_does()
    {
        var policy = Parse(Good);
        var other = Parse(Good.Replace("\"ward.page\"", "\"ward.call\"", StringComparison.Ordinal));
        var wider = Parse(Good.Replace("\"status\"", "\"status\", \"note\"", StringComparison.Ordinal));

        Assert.Equal(policy.Hash, Parse(Good.ReplaceLineEndings(" ")).Hash);
        Assert.NotEqual(policy.Hash, other.Hash);
        Assert.Equal(policy.Audiences[0].Hash, other.Audiences[0].Hash);
        Assert.NotEqual(policy.Hash, wider.Hash);
        Assert.NotEqual(policy.Audiences[0].Hash, wider.Audiences[0].Hash);
    }

    private static AccessPolicy Parse(string text) => AccessPolicy.Parse(Encoding.UTF8.GetBytes(text));

    private static IReadOnlyList<PolicyMistake> Mistakes(string text) => Assert.Throws<PolicyException>(() => Parse(text)).Mistakes;
}
