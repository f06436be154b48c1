using System.Text;
using System.Text.Json;
using RealtimeCare.Policy.Access;
using RealtimeCare.Tests.Conventions;

namespace RealtimeCare.Tests.Policy.Access;

/// <summary>Consent, grace periods, broken glass, clearances, and who is the patient or acts for one.</summary>
public sealed class PolicySections
{
    private const string Good = """
        { "$schema": "./policy.schema.json",
          "version": "1",
          "topics": { "vitals": ["Observation"] },
          "consent": { "absent": "deny" },
          "relationships": { "graceHours": { "attending": 24, "care team": 1 } },
          "breakGlass": {
            "labelCeiling": "R",
            "sensitivities": ["PSY"],
            "purposes": ["BTG"],
            "reasons": ["emergency"],
            "defaultMinutes": 30,
            "maxMinutes": 120,
            "signInMinutes": 3,
            "exemptHours": { "attending": 168 },
            "exemptDaysAfterGrant": 5
          },
          "roles": {
            "nurse": {
              "audience": "bedside", "relationship": "required", "narrower": ["glance", "screen"],
              "operations": ["stream.subscribe"], "topics": ["vitals"], "purposes": ["TREAT"]
            },
            "self": {
              "audience": "bedside", "relationship": "self",
              "operations": ["stream.subscribe"], "topics": ["vitals"], "purposes": ["PATRQT"]
            },
            "proxy": {
              "audience": "bedside", "relationship": "proxy", "consent": "required",
              "operations": ["stream.subscribe"], "topics": ["vitals"], "purposes": ["PATRQT"]
            }
          },
          "audiences": {
            "bedside": {
              "labelCeiling": "R",
              "sensitivities": ["HIV"],
              "critical": { "Observation": ["interpretation"] },
              "elements": { "Observation": ["status", "value[x]", "code"] }
            },
            "glance": {
              "elements": { "Observation": ["valueQuantity.value", "code.text"] }
            },
            "screen": {
              "level": "empty",
              "labelCeiling": "N"
            }
          }
        }
        """;

    [Fact]
    public void What_it_says_of_consent_grace_and_broken_glass_is_read()
    {
        var rules = Parse(Good).Rules;

        Assert.False(rules.AbsentConsentPermits);
        Assert.Equal(TimeSpan.FromHours(24), rules.Grace["attending"]);
        Assert.Equal(("R", TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromMinutes(3)),
            (rules.BreakGlass.LabelCeiling, rules.BreakGlass.Default, rules.BreakGlass.Max, rules.BreakGlass.SignInWithin));
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromDays(5)), (rules.BreakGlass.ExemptAfter["attending"], rules.BreakGlass.ExemptAfterGrant));
        Assert.Equal(["PSY"], rules.BreakGlass.Sensitivities);
        Assert.Equal(["BTG"], rules.BreakGlass.Purposes);
        Assert.Equal(["emergency"], rules.BreakGlass.Reasons);
    }

    [Fact]
    public void What_it_says_of_roles_and_clearances_is_read()
    {
        var policy = Parse(Good);

        Assert.Equal(
            [RelationshipNeed.Treatment, RelationshipNeed.Self, RelationshipNeed.Proxy], policy.Roles.Select(r => r.Relationship));
        Assert.Equal([false, false, true], policy.Roles.Select(r => r.RequiresConsent));
        Assert.Equal(["glance", "screen"], policy.Roles[0].Narrower.Select(a => a.Name));
        Assert.Equal(("R", "HIV"), (policy.FindAudience("bedside")!.LabelCeiling, Assert.Single(policy.FindAudience("bedside")!.Sensitivities)));
    }

    [Fact]
    public void A_locked_screen_hears_of_no_types_but_the_roles()
    {
        var screen = AccessPolicy.Default.Roles.Single(r => r.Name == "registrar").Narrower.Single();

        Assert.True(screen.IsEmpty);
        Assert.True(screen.Sees("Encounter"));
        Assert.False(screen.Sees("Observation"));
        Assert.False(screen.Limit(screen.Limits with { WithoutTypes = new HashSet<string>() }).Sees("Observation"));
    }

    [Theory]
    [InlineData("\"deny\"", "\"ask\"", 4, "'absent' is neither 'permit' nor 'deny'")]
    [InlineData("\"absent\"", "\"missing\"", 4, "'consent' has no 'absent'")]
    [InlineData("\"graceHours\"", "\"graceDays\"", 5, "'graceDays' is not known in 'relationships'")]
    [InlineData("\"attending\": 24", "\"attending\": 721", 5, "'attending' of 'graceHours' is no whole number from 0 to 720")]
    [InlineData("\"attending\": 24", "\"attending\": \"24\"", 5, "'attending' of 'graceHours' is no whole number from 0 to 720")]
    [InlineData("\"attending\": 24", "\"Attending\": 24", 5, "'Attending' is no part of a relationship")]
    [InlineData("\"labelCeiling\": \"R\",\n    \"sens", "\"labelCeiling\": \"X\",\n    \"sens", 7, "'X' is no confidentiality")]
    [InlineData("[\"PSY\"]", "[\"PSI\"]", 8, "'PSI' is no sensitivity of v3-ActCode")]
    [InlineData("[\"BTG\"]", "[]", 9, "'purposes' of 'breakGlass' is empty")]
    [InlineData("[\"emergency\"]", "[\"An emergency\"]", 10, "'An emergency' is no code of a reason")]
    [InlineData("\"defaultMinutes\": 30", "\"defaultMinutes\": 121", 11, "'defaultMinutes' is more than 'maxMinutes'")]
    [InlineData("\"maxMinutes\": 120", "\"maxMinutes\": 241", 12, "'maxMinutes' of 'breakGlass' is no whole number from 1 to 240")]
    [InlineData("\"maxMinutes\": 120", "\"maxMinutes\": 1.5", 12, "'maxMinutes' of 'breakGlass' is no whole number from 1 to 240")]
    [InlineData("\"signInMinutes\": 3", "\"signInMinutes\": 0", 13, "'signInMinutes' of 'breakGlass' is no whole number from 1 to 60")]
    [InlineData("\"exemptDaysAfterGrant\": 5", "\"exemptDaysAfterGrant\": -1", 15, "'exemptDaysAfterGrant' of 'breakGlass' is no whole number from 0 to 365")]
    public void A_mistake_in_the_rules_is_named_with_its_line(string right, string wrong, int line, string reason)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        Assert.Contains(new PolicyMistake(line, reason), Mistakes(Good.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[\"glance\", \"screen\"]", "[\"glans\"]", 19, "'glans' is no audience of the document")]
    [InlineData("[\"glance\", \"screen\"]", "[\"bedside\"]", 19, "'bedside' is the role's own audience")]
    [InlineData("\"code.text\"", "\"note\"", 19, "'glance' is not narrower than 'bedside': it shows Observation.note")]
    [InlineData("\"code.text\"", "\"code.extension\"", 19, "'glance' is not narrower than 'bedside': it shows Observation.code.extension")]
    [InlineData("\"glance\": {", "\"glance\": { \"labelCeiling\": \"V\",", 19, "'glance' is not narrower than 'bedside': it reaches V and not only R")]
    [InlineData("\"glance\": {", "\"glance\": { \"sensitivities\": [\"PSY\"],", 19, "'glance' is not narrower than 'bedside': it is cleared for PSY")]
    [InlineData("{ \"Observation\": [\"valueQuantity.value\", \"code.text\"] }", "{ \"Patient\": [] }", 19, "'glance' is not narrower than 'bedside': it sees Patient")]
    [InlineData("\"relationship\": \"self\",", "\"relationship\": \"self\", \"consent\": \"required\",", 23, "nobody's consent is asked for one's own data")]
    [InlineData("\"relationship\": \"proxy\"", "\"relationship\": \"parent\"", 27, "'relationship' is neither 'none', 'required', 'self' nor 'proxy'")]
    [InlineData("\"consent\": \"required\"", "\"consent\": \"optional\"", 27, "'consent' is not 'required'; leave it out where the rule for absent consent counts")]
    [InlineData("\"sensitivities\": [\"HIV\"]", "\"sensitivities\": [\"hiv\"]", 34, "'hiv' is no sensitivity of v3-ActCode")]
    [InlineData("\"critical\": { \"Observation\"", "\"critical\": { \"Flag\"", 35, "audience 'bedside' does not see 'Flag' at all, so that nothing can be marked")]
    [InlineData("[\"interpretation\"]", "[\"Interpretation\"]", 35, "'Interpretation' is no element path")]
    [InlineData("\"empty\"", "\"full\"", 42, "'level' is not 'empty'; leave it out for an audience that sees elements")]
    [InlineData("\"labelCeiling\": \"N\"", "\"elements\": { \"Observation\": [] }", 43, "'elements' is not known in audience 'screen'")]
    public void A_mistake_in_a_role_or_an_audience_is_named_with_its_line(string right, string wrong, int line, string reason)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        Assert.Contains(new PolicyMistake(line, reason), Mistakes(Good.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"relationship\": \"self\",\n      \"operations\": [", 24)]
    [InlineData("\"consent\": \"required\",\n      \"operations\": [", 28)]
    public void Neither_patients_nor_proxies_break_glass_publish_or_run_anything(string place, int line)
    {
        foreach (var operation in Operations.All.Where(o => o.Name is not ("access.explain-own" or "session.activity") && !o.Name.StartsWith("stream.", StringComparison.Ordinal)))
        {
            var mistakes = Mistakes(Good.Replace(place, place + $"\"{operation.Name}\", ", StringComparison.Ordinal));

            Assert.Equal([new PolicyMistake(line, $"'{operation.Name}' is not for patients and those who act for them")], mistakes);
        }
    }

    [Theory]
    [InlineData("\"deny\"", "\"permit\"")]
    [InlineData("\"attending\": 24", "\"attending\": 23")]
    [InlineData("\"labelCeiling\": \"R\",\n    \"sens", "\"labelCeiling\": \"V\",\n    \"sens")]
    [InlineData("[\"PSY\"]", "[]")]
    [InlineData("[\"BTG\"]", "[\"ETREAT\"]")]
    [InlineData("[\"emergency\"]", "[\"consult\"]")]
    [InlineData("\"defaultMinutes\": 30", "\"defaultMinutes\": 31")]
    [InlineData("\"maxMinutes\": 120", "\"maxMinutes\": 119")]
    [InlineData("\"signInMinutes\": 3", "\"signInMinutes\": 4")]
    [InlineData("\"attending\": 168", "\"attending\": 169")]
    [InlineData("\"exemptDaysAfterGrant\": 5", "\"exemptDaysAfterGrant\": 6")]
    [InlineData("[\"glance\", \"screen\"]", "[\"glance\"]")]
    [InlineData("\"relationship\": \"self\"", "\"relationship\": \"none\"")]
    [InlineData("\"consent\": \"required\",", "")]
    [InlineData("[\"HIV\"]", "[]")]
    public void Everything_that_a_decision_can_depend_on_is_in_the_hash(string before, string after)
    {
        var policy = Parse(Good);
        var changed = Parse(Good.Replace(before, after, StringComparison.Ordinal));

        Assert.NotEqual(policy.Hash, changed.Hash);
    }

    [Fact]
    public void The_schema_and_the_reader_know_the_same_members()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SourceFolder(), "policy.schema.json")));
        var defs = schema.RootElement.GetProperty("$defs");

        AssertKnown("the document", schema.RootElement, "{0}");
        AssertKnown("'consent'", defs.GetProperty("consent"), """{"consent":{0}}""");
        AssertKnown("'relationships'", defs.GetProperty("relationships"), """{"relationships":{0}}""");
        AssertKnown("'breakGlass'", defs.GetProperty("breakGlass"), """{"breakGlass":{0}}""");
        AssertKnown("role 'r'", defs.GetProperty("role"), """{"roles":{"r":{0}}}""");
        AssertKnown("audience 'a'", defs.GetProperty("audience"), """{"audiences":{"a":{0}}}""");
    }

    private static void AssertKnown(string what, JsonElement schema, string place)
    {
        var names = schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Append("colour");
        var unknown = names.Where(name => Wrong($$"""{"{{name}}":0}""").Any(m => m.Reason == $"'{name}' is not known in {what}"));
        var missing = Wrong("{}").Select(m => m.Reason).Where(r => r.StartsWith(what + " has no ", StringComparison.Ordinal));
        var required = schema.TryGetProperty("required", out var list)
            || (schema.TryGetProperty("else", out var other) && other.TryGetProperty("required", out list)) ? list.EnumerateArray().Select(r => r.GetString()!) : [];

        IReadOnlyList<PolicyMistake> Wrong(string json) => Mistakes(place.Replace("{0}", json, StringComparison.Ordinal));
        Assert.Equal(["colour"], unknown);
        Assert.Equal(required.Select(name => $"{what} has no '{name}'").Order(), missing.Order());
    }

    private static string SourceFolder() => Path.Combine(SourceTree.Root, "server", "RealtimeCare.Policy", "Access");

    private static AccessPolicy Parse(string text) => AccessPolicy.Parse(Encoding.UTF8.GetBytes(text));

    private static IReadOnlyList<PolicyMistake> Mistakes(string text) => Assert.Throws<PolicyException>(() => Parse(text)).Mistakes;
}
