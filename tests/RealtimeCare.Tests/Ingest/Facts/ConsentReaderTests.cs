using System.Text;
using System.Text.Json.Nodes;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Ingest.Facts;

namespace RealtimeCare.Tests.Ingest.Facts;

/// <summary>Consents of the shapes that IHE PCF profiles, and what is made of those that cannot be judged.</summary>
public sealed class ConsentReaderTests
{
    private const string Purposes = """
        "purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HPAYMT"}]
        """;

    private const string Recipient = """{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]}""";

    [Fact]
    public void A_basic_consent_permits_for_its_purposes_and_time()
    {
        var root = Root($$"""{"type":"permit",{{Purposes}},"period":{"start":"2026-01","end":"2026-12-31"} }""");

        Assert.True(root.Permits);
        Assert.Equal(["TREAT", "HPAYMT"], root.Purposes);
        Assert.Equal((new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (root.From, root.Until));
        Assert.False(root.HasUnjudgedCondition);
    }

    [Fact]
    public void A_basic_rejection_denies_what_belongs_to_treatment_too()
    {
        var root = Root($$"""{"type":"deny",{{Purposes}} }""");

        Assert.False(root.Permits);
        Assert.Superset(new HashSet<string> { "TREAT", "HPAYMT", "ETREAT", "BTG", "COC" }, root.Purposes.ToHashSet());
    }

    [Theory]
    [InlineData("""{"dataPeriod":{"start":"2022-01","end":"2022-12"}}""")]
    [InlineData("""{"data":[{"meaning":"authoredby","reference":{"reference":"Practitioner/x"}}]}""")]
    [InlineData("""{"data":[{"meaning":"related","reference":{"reference":"Encounter/x"}}]}""")]
    [InlineData("""{"code":[{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}]}""")]
    public void An_intermediate_consent_to_single_data_permits_nothing_and_an_exception_of_it_denies_all(string condition)
    {
        var permission = Root(With(condition, "permit"));
        var exception = Assert.Single(Root($$"""{"type":"permit",{{Purposes}},"provision":[{{With(condition, "deny")}}] }""").Exceptions);

        Assert.True(permission.HasUnjudgedCondition);
        Assert.True(exception is { Permits: false, HasUnjudgedCondition: true, Labels: [], Actors: [], ResourceTypes: [], Purposes: [] });
    }

    [Fact]
    public void An_advanced_consent_opens_labels_to_whom_it_names()
    {
        var root = Root($$"""
            {"type":"permit",{{Purposes}},"securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"N"}],
            "provision":[{"type":"permit","actor":[{"role":{{Recipient}},"reference":{"reference":"Organization/1"} }],
            "class":[{"system":"http://hl7.org/fhir/resource-types","code":"Condition"}],
            "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"ETH"}]}]}
            """);

        Assert.Equal(["N"], root.Labels);
        var exception = Assert.Single(root.Exceptions);
        Assert.True(exception is { HasUnjudgedCondition: false, Actors: ["Organization/1"], Labels: ["R", "ETH"], ResourceTypes: ["Condition"] });
    }

    [Theory]
    [InlineData("""{"actor":[{"role":ROLE,"reference":{"display":"Somebody"}}]}""")]
    [InlineData("""{"actor":[{"role":ROLE,"reference":{"reference":"Group/1"}}]}""")]
    [InlineData("""{"actor":[{"role":ROLE,"reference":{"reference":"https://elsewhere.example/Organization/1"}}]}""")]
    [InlineData("""{"actor":[{"role":{"text":"custodian"},"reference":{"reference":"Organization/1"}}]}""")]
    [InlineData("""{"securityLabel":[{"system":"urn:own","code":"R"}]}""")]
    [InlineData("""{"securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"X"}]}""")]
    [InlineData("""{"securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"alcohol"}]}""")]
    [InlineData("""{"purpose":[{"system":"urn:own","code":"TREAT"}]}""")]
    [InlineData("""{"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREATMENT"}]}""")]
    [InlineData("""{"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observations"}]}""")]
    [InlineData("""{"class":[{"system":"urn:own","code":"Observation"}]}""")]
    [InlineData("""{"action":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentaction","code":"correct"}]}]}""")]
    public void What_is_named_and_unknown_makes_a_permission_nothing_and_a_denial_wide(string condition)
    {
        condition = condition.Replace("ROLE", Recipient, StringComparison.Ordinal);

        var permission = Root(With(condition, "permit"));
        var denial = Root(With(condition, "deny"));

        Assert.True(permission.HasUnjudgedCondition);
        Assert.True(denial is { HasUnjudgedCondition: true, Labels: [], Actors: [], ResourceTypes: [], Purposes: [] });
    }

    [Fact]
    public void One_known_item_beside_an_unknown_one_permits_by_itself_and_denies_everybody()
    {
        const string Actors = """{"actor":[{"role":ROLE,"reference":{"reference":"Practitioner/n-1"}},{"role":ROLE,"reference":{"reference":"Group/1"}}]}""";
        var condition = Actors.Replace("ROLE", Recipient, StringComparison.Ordinal);

        var permission = Root(With(condition, "permit"));
        var denial = Root(With(condition, "deny"));

        Assert.True(permission is { HasUnjudgedCondition: false, Actors: ["Practitioner/n-1"] });
        Assert.True(denial is { HasUnjudgedCondition: true, Actors: [] });
    }

    [Theory]
    [InlineData("access", false, false)]
    [InlineData("use", false, false)]
    [InlineData("disclose", false, false)]
    [InlineData("collect", true, false)]
    public void To_access_use_or_disclose_is_no_condition(string action, bool permissionIsUnjudged, bool denialIsUnjudged)
    {
        var condition = $$"""{"action":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentaction","code":"{{action}}"}] }] }""";

        Assert.Equal(permissionIsUnjudged, Root(With(condition, "permit")).HasUnjudgedCondition);
        Assert.Equal(denialIsUnjudged, Root(With(condition, "deny")).HasUnjudgedCondition);
    }

    [Theory]
    [InlineData("""{}""", "Consent.provision.type")]
    [InlineData("""{"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}""", "Consent.provision.type")]
    [InlineData("""{"type":"permit","provision":[{"type":"deny"},{"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Condition"}]}]}""", "Consent.provision.provision[1].type")]
    [InlineData("""{"type":"deny","period":{"start":"2026-05-02","end":"2026-05-01"}}""", "Consent.provision.period")]
    public void A_rule_that_cannot_be_understood_is_refused_with_its_place(string provision, string path)
    {
        // FHIR knows no empty object; there the element is left out.
        Assert.Equal(path, Read(provision == "{}" ? null : provision).Problem?.Path);
    }

    [Fact]
    public void A_consent_for_another_scope_or_against_its_own_policy_is_refused()
    {
        var consent = Consent("""{"type":"permit"}""");
        var contradiction = consent.Replace("\"status\"", """
            "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUTE"}]},"status"
            """, StringComparison.Ordinal);

        Assert.Equal("Consent.scope", ReadText(consent.Replace("patient-privacy", "research", StringComparison.Ordinal)).Problem?.Path);
        Assert.Equal("Consent.policyRule", ReadText(contradiction).Problem?.Path);
    }

    [Fact]
    public void A_tree_that_is_deep_or_wide_is_refused()
    {
        var deep = """{"type":"deny"}""";
        for (var i = 0; i < 5; i++) deep = $$"""{"type":"permit","provision":[{{deep}}] }""";
        var wide = $$"""{"type":"permit","provision":[{{string.Join(',', Enumerable.Repeat("""{"type":"deny"}""", 256))}}] }""";

        Assert.Equal("Consent.provision.provision[0].provision[0].provision[0].provision[0].provision[0]", Read(deep).Problem?.Path);
        Assert.Equal("Consent.provision.provision[255]", Read(wide).Problem?.Path);
    }

    private static string With(string condition, string type)
    {
        var rule = JsonNode.Parse(condition)!.AsObject();
        rule.Insert(0, "type", type);
        return rule.ToJsonString();
    }

    private static ConsentProvision Root(string provision) => Assert.Single(Read(provision).Value!).Consent!;

    private static Checked<IReadOnlyList<IncomingFacts>> Read(string? provision) => ReadText(Consent(provision));

    private static Checked<IReadOnlyList<IncomingFacts>> ReadText(string json) => FactsReader.Read(Encoding.UTF8.GetBytes(json), default);

    private static string Consent(string? provision) => $$"""
        {"resourceType":"Consent","id":"5","status":"active","patient":{"reference":"Patient/patient-1"},
        "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"dateTime":"2026-01-01",
        "policy":[{"uri":"https://hospital.example/policy"}]{{(provision is null ? "" : ",\"provision\":" + provision)}} }
        """;
}
