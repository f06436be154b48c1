using System.Text;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

/// <summary>A tenant's document over the built-in one: it may only tighten.</summary>
public sealed class TenantPolicies
{
    private const string Good = """
        {"version": "1",
          "tenant": "mercy",
          "consent": {"absent": "deny"},
          "relationships": {"graceHours": {"attending": 1}},
          "breakGlass": {
            "labelCeiling": "R",
            "sensitivities": ["HIV"],
            "purposes": ["BTG"],
            "reasons": ["emergency"],
            "defaultMinutes": 10,
            "maxMinutes": 60,
            "signInMinutes": 2,
            "exemptHours": {"attending": 24},
            "exemptDaysAfterGrant": 1
          },
          "roles": {
            "registrar": {
              "audience": "registration",
              "relationship": "required",
              "consent": "required",
              "operations": ["stream.subscribe"],
              "topics": ["encounters"],
              "purposes": ["HOPERAT"]
            },
            "proxy": {
              "audience": "proxy", "relationship": "proxy", "consent": "required",
              "operations": [], "topics": [], "purposes": []
            }
          },
          "audiences": {
            "registration": {
              "labelCeiling": "L",
              "elements": {
                "Encounter": ["status"],
                "Patient": ["active", "link.other", "deceased[x]"]
              }
            }
          }
        }
        """;

    [Fact]
    public void What_it_names_counts_and_the_rest_is_the_bases()
    {
        var (tenant, policy) = Tighten(Good);

        var registrar = policy.Roles.Single(r => r.Name == "registrar");
        Assert.Equal("mercy", tenant.Value);
        Assert.Equal((RelationshipNeed.Treatment, "L", true), (registrar.Relationship, registrar.Audience!.LabelCeiling, registrar.RequiresConsent));
        Assert.Equal((false, TimeSpan.FromHours(1), TimeSpan.FromHours(1)), (policy.Rules.AbsentConsentPermits, policy.Rules.BreakGlass.Max, policy.Rules.Grace["attending"]));
        Assert.Equal(AccessPolicy.Default.Roles.Select(r => r.Name), policy.Roles.Select(r => r.Name));
        Assert.Same(AccessPolicy.Default.FindAudience("physician"), policy.Roles[0].Audience);
        Assert.NotEqual(AccessPolicy.Default.Hash, policy.Hash);
    }

    [Fact]
    public void It_counts_for_its_tenant_alone()
    {
        var tight = Tighten(Good);
        var set = new PolicySet(AccessPolicy.Default, [tight]);

        Assert.Same(tight.Policy, set.For(TenantId.Parse("mercy")));
        Assert.Same(AccessPolicy.Default, set.For(TenantId.Parse("north")));
    }

    [Fact]
    public void A_tightened_audience_reaches_every_role_that_has_it()
    {
        var policy = Tighten("""{"version":"1","tenant":"mercy","audiences":{"bedside-nurse":{"elements":{"Observation":["status"]}}}}""").Policy;

        Assert.Equal(["status"], policy.Roles.Single(r => r.Name == "nurse").Audience!.Elements["Observation"]);
        Assert.Equal(["status"], policy.Roles[0].Narrower.Single(a => a.Name == "bedside-nurse").Elements["Observation"]);
        Assert.False(policy.Roles.Single(r => r.Name == "nurse").Narrower.Single(a => a.IsEmpty).Sees("Flag"));
    }

    [Theory]
    [InlineData("\"mercy\"", "\"Mercy\"", 2, "'Mercy' is no tenant")]
    [InlineData("\"tenant\"", "\"house\"", 2, "'house' is not known in the tenant's document")]
    [InlineData("\"attending\": 1}", "\"attending\": 25}", 4, "'attending' of 'graceHours' is longer than in the base")]
    [InlineData("\"attending\": 1}", "\"referrer\": 1}", 4, "'referrer' of 'graceHours' is longer than in the base")]
    [InlineData("[\"HIV\"]", "[\"CEL\"]", 7, "'CEL' is not among the sensitivities of the base")]
    [InlineData("[\"BTG\"]", "[\"HMARKT\"]", 8, "'HMARKT' is not among the purposes of the base")]
    [InlineData("[\"emergency\"]", "[\"curiosity\"]", 9, "'curiosity' is not among the reasons of the base")]
    [InlineData("\"defaultMinutes\": 10", "\"defaultMinutes\": 61", 10, "'defaultMinutes' is longer than in the base")]
    [InlineData("\"signInMinutes\": 2", "\"signInMinutes\": 6", 12, "'signInMinutes' is longer than in the base")]
    [InlineData("\"attending\": 24}", "\"attending\": 169}", 13, "'attending' of 'exemptHours' is longer than in the base")]
    [InlineData("\"exemptDaysAfterGrant\": 1", "\"exemptDaysAfterGrant\": 8", 14, "'exemptDaysAfterGrant' is longer than in the base")]
    [InlineData("\"registrar\"", "\"janitor\"", 17, "'janitor' is no role of the base")]
    [InlineData("\"registration\",", "\"billing\",", 18, "'billing' is wider than 'registration', which the role has in the base: it shows Encounter.identifier")]
    [InlineData("[\"stream.subscribe\"]", "[\"session.end\"]", 21, "'session.end' is not among the operations of role 'registrar' in the base")]
    [InlineData("[\"encounters\"]", "[\"vitals\"]", 22, "'vitals' is not among the topics of role 'registrar' in the base")]
    [InlineData("[\"HOPERAT\"]", "[\"HMARKT\"]", 23, "'HMARKT' is not among the purposes of role 'registrar' in the base")]
    [InlineData("\"relationship\": \"proxy\"", "\"relationship\": \"none\"", 26, "role 'proxy' must be to the patient what it is in the base")]
    [InlineData(", \"consent\": \"required\",", ",", 25, "role 'proxy' needs a consent in the base")]
    [InlineData("\"registration\": {", "\"reception\": {", 31, "'reception' is no audience of the base")]
    [InlineData("\"L\"", "\"R\"", 31, "audience 'registration' is wider than in the base: it reaches R and not only N")]
    [InlineData("\"labelCeiling\": \"L\"", "\"sensitivities\": [\"PSY\"]", 31, "audience 'registration' is wider than in the base: it is cleared for PSY")]
    [InlineData("[\"status\"]", "[\"status\", \"reasonCode\"]", 34, "'Encounter.reasonCode' is not seen by audience 'registration' in the base")]
    [InlineData("\"link.other\"", "\"link.extension\"", 35, "'Patient.link.extension' is not seen by audience 'registration' in the base")]
    [InlineData("\"Encounter\": [\"status\"]", "\"Flag\": [\"status\"]", 34, "'Flag' is not seen by audience 'registration' in the base")]
    public void Whatever_widens_is_a_mistake_with_its_line(string right, string wrong, int line, string reason)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        var mistakes = Assert.Throws<PolicyException>(() => Tighten(Good.Replace(right, wrong, StringComparison.Ordinal))).Mistakes;

        Assert.Contains(new PolicyMistake(line, reason), mistakes);
    }

    [Fact]
    public void What_the_base_denies_the_tenant_cannot_permit()
    {
        var (_, strict) = Tighten(Good);

        var mistakes = Assert.Throws<PolicyException>(() => strict.Tighten("""{"version":"1","tenant":"mercy","consent":{"absent":"permit"}}"""u8)).Mistakes;

        Assert.Equal([new PolicyMistake(1, "absent consent denies in the base")], mistakes);
    }

    [Fact]
    public void An_alternative_that_has_become_the_wider_one_is_a_mistake()
    {
        var mistakes = Assert.Throws<PolicyException>(() =>
            Tighten("""{"version":"1","tenant":"mercy","audiences":{"physician":{"elements":{"Observation":["status"]}}}}""")).Mistakes;

        Assert.StartsWith("role 'physician' may ask for 'bedside-nurse' instead", Assert.Single(mistakes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_critical_stays_shown_or_marked()
    {
        const string silent = """{"version":"1","tenant":"mercy","audiences":{"ancillary":{"elements":{"Flag":["status"]}}}}""";
        var marked = silent.Replace("\"elements\"", "\"critical\":{\"Flag\":[\"code\"]},\"elements\"", StringComparison.Ordinal);

        var mistakes = Assert.Throws<PolicyException>(() => Tighten(silent)).Mistakes;

        Assert.Equal([new PolicyMistake(1, "'Flag.code' is critical in the base: audience 'ancillary' must show or mark it")], mistakes);
        Assert.Equal(["code"], Tighten(marked).Policy.FindAudience("ancillary")!.Critical["Flag"]);
    }

    private static TenantPolicy Tighten(string text) => AccessPolicy.Default.Tighten(Encoding.UTF8.GetBytes(text));
}
