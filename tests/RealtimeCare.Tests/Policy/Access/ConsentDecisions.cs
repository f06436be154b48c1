using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Tests.Policy.Access;

/// <summary>What a patient's consents change of a decision.</summary>
public sealed class ConsentDecisions
{
    private static readonly ConsentProvision Permit = new() { Permits = true };
    private static readonly ConsentProvision Deny = new() { Permits = false };

    [Fact]
    public void Without_a_consent_the_policy_decides()
    {
        Assert.Contains(new Factor("consent", true, "none, permitted by policy"), Ward.Decide(Ward.Follow()).Factors);
    }

    public static TheoryData<bool, ConsentProvision> Rules => new()
    {
        { true, Permit },
        { false, Deny },
        { true, Deny with { Until = Ward.Now } },
        { false, Deny with { From = Ward.Now } },
        { true, Deny with { From = Ward.Now.AddTicks(1) } },
        { true, Deny with { Actors = ["Practitioner/somebody-else"] } },
        { false, Deny with { Actors = ["Practitioner/nurse-1"] } },
        { false, Deny with { Actors = ["Organization/ward-3"] } },
        { true, Deny with { Purposes = ["HMARKT"] } },
        { false, Deny with { Purposes = ["HMARKT", "TREAT"] } },
        { true, Deny with { ResourceTypes = ["Encounter"] } },
        { false, Deny with { ResourceTypes = ["Observation"] } },
        { true, Deny with { Labels = ["R"] } },
        { false, Deny with { Labels = ["L"] } },
        { true, Deny with { Labels = ["ETH"] } },
        { false, Deny with { ResourceTypes = ["Observation"], HasUnjudgedCondition = true } },
        { true, Deny with { Exceptions = [Permit with { Actors = ["Practitioner/nurse-1"] }] } },
        { true, Deny with { Exceptions = [Permit with { Labels = ["N"], Purposes = ["TREAT"] }] } },
        { false, Deny with { Exceptions = [Permit with { HasUnjudgedCondition = true }] } },
        { false, Deny with { Exceptions = [Permit with { Labels = ["L"] }] } },
        { false, Permit with { Exceptions = [Deny with { Actors = ["Organization/ward-3"] }] } },
        { false, Permit with { Exceptions = [Permit, Deny] } },
        { true, Permit with { Exceptions = [Deny with { Exceptions = [Permit with { Actors = ["Practitioner/nurse-1"] }] }] } },
    };

    [Theory]
    [MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public void A_rule_counts_where_it_matches_and_a_denial_wins(bool isPermitted, ConsentProvision rule)
    {
        Assert.Equal(isPermitted ? null : "consent", Ward.ReasonOf(Consented(Ward.Follow(), rule)));
    }

    [Fact]
    public void Of_several_consents_one_that_denies_decides()
    {
        Assert.Equal("consent", Ward.ReasonOf(Consented(Ward.Follow(), Permit, Deny)));
        Assert.Equal("consent", Ward.ReasonOf(Consented(Ward.Follow(), Deny, Permit)));
    }

    [Fact]
    public void What_is_denied_of_several_types_is_taken_out_of_the_audience()
    {
        var question = Consented(Ward.Follow() with { Topics = ["labs"] }, Deny with { ResourceTypes = ["Observation"] });

        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(question));

        Assert.Equal("bedside-nurse", permit.Audience!.Name);
        Assert.False(permit.Audience.Sees("Observation"));
        Assert.True(permit.Audience.Sees("DiagnosticReport"));
        Assert.Contains(new Factor("consent", true, "permits in part"), permit.Factors);
    }

    [Fact]
    public void A_decision_lasts_no_longer_than_what_the_consents_say()
    {
        var soon = Ward.Now.AddMinutes(3);

        Assert.Equal(soon, Until(Deny with { From = soon }));
        Assert.Equal(soon, Until(Permit with { Until = soon }));
        Assert.Equal(soon, Until(Permit with { Exceptions = [Deny with { From = soon }] }));
        Assert.Equal(Ward.Now.AddMinutes(10), Until(Permit));
    }

    public static TheoryData<string?, ConsentProvision[]> Clearances => new()
    {
        { "label", [] },
        { "label", [Permit] },
        { null, [Permit with { Labels = ["R"] }] },
        { null, [Permit with { Labels = ["ETH"] }] },
        { null, [Permit with { Exceptions = [Permit with { Labels = ["ETH"], Actors = ["Organization/ward-3"] }] }] },
        { "label", [Permit with { Labels = ["ETH"], Actors = ["Practitioner/nurse-2"] }] },
        { "label", [Permit with { Labels = ["ETH"], Purposes = ["HRESCH"] }] },
        { "label", [Permit with { Labels = ["ETH"], HasUnjudgedCondition = true }] },
        { "label", [Permit with { Labels = ["ETH"], ResourceTypes = ["Observation"] }] },
        { "label", [Permit with { Labels = ["ETH"] }, Permit with { Exceptions = [Deny with { Labels = ["ETH"] }] }] },
        { "label", [Permit with { Labels = ["R"], Exceptions = [Deny with { Labels = ["R"] }] }] },
    };

    [Theory]
    [MemberData(nameof(Clearances), DisableDiscoveryEnumeration = true)]
    public void Only_a_consent_that_names_a_label_opens_the_restricted_stream(string? reason, ConsentProvision[] rules)
    {
        var question = Consented(Ward.Follow() with { IsRestricted = true }, rules);

        Assert.Equal(reason, Ward.ReasonOf(question));
    }

    [Fact]
    public void A_clearance_by_consent_reaches_what_it_names_and_says_by_which_consent()
    {
        var question = Consented(Ward.Follow() with { IsRestricted = true }, Permit, Permit with { Labels = ["PSY", "R"] });
        var part2 = Consented(Ward.Follow() with { IsRestricted = true }, Permit with { Labels = ["R"] }, Permit with { Labels = ["ETH"] });

        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(question));

        Assert.Equal("R", permit.Audience!.LabelCeiling);
        Assert.Equal(["PSY"], permit.Audience.Sensitivities);
        // 42 CFR 2.32 asks for the consent to what it protects, not for any.
        Assert.Null(permit.ConsentReference);
        Assert.Equal("Consent/1", Assert.IsType<Decision.Permit>(Ward.Decide(part2)).ConsentReference);
        Assert.Contains(new Factor("label", true, "cleared by consent"), permit.Factors);
    }

    [Fact]
    public void A_clearance_changes_nothing_of_the_plain_stream()
    {
        var plain = Assert.IsType<Decision.Permit>(Ward.Decide(Consented(Ward.Follow(), Permit with { Labels = ["PSY", "R"] })));

        Assert.Same(AccessPolicy.Default.FindAudience("bedside-nurse"), plain.Audience);
        Assert.Null(plain.ConsentReference);
    }

    [Fact]
    public void Publishing_discloses_nothing_and_asks_for_no_consent()
    {
        Assert.Null(Ward.ReasonOf(Consented(Ward.Publish(), Deny)));
    }

    public static TheoryData<bool, string, ConsentProvision> Nested => new()
    {
        // A permission that is an exception reaches no further than what it is an exception of.
        { false, "R", Permit with { Exceptions = [Deny with { ResourceTypes = ["Condition"], Exceptions = [Permit with { Labels = ["R"] }] }] } },
        { false, "R", Permit with { Labels = ["N"], Exceptions = [Permit with { Labels = ["R"] }] } },
        { true, "R", Permit with { Exceptions = [Deny with { Labels = ["R"], Exceptions = [Permit with { Labels = ["R"] }] }] } },
        { false, "N", Deny with { Exceptions = [Permit with { ResourceTypes = ["Encounter"], Exceptions = [Deny with { Exceptions = [Permit] }] }] } },
        { false, "N", Deny with { Exceptions = [Permit with { HasUnjudgedCondition = true, Exceptions = [Deny with { Exceptions = [Permit] }] }] } },
    };

    [Theory]
    [MemberData(nameof(Nested), DisableDiscoveryEnumeration = true)]
    public void A_permission_within_a_rule_is_bound_by_that_rule(bool isPermitted, string label, ConsentProvision rule)
    {
        Assert.Equal(isPermitted, Ward.ReasonOf(Consented(Ward.Follow() with { IsRestricted = label != "N" }, rule)) is null);
    }

    [Fact]
    public void What_a_resource_may_contain_is_judged_by_consent_too()
    {
        var question = Consented(Ward.Follow(Ward.Caller("physician")) with { Topics = ["labs"] }, Deny with { ResourceTypes = ["Condition"] });

        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(question));

        Assert.True(permit.Audience!.Sees("Observation"));
        Assert.False(permit.Audience.Sees("Condition"));
        Assert.Contains(new Factor("consent", true, "none, permitted by policy"), permit.Factors);
    }

    [Fact]
    public void What_a_resource_may_contain_needs_a_scope_of_its_own()
    {
        var caller = Ward.Caller("physician", "user/Observation.rs user/DiagnosticReport.rs user/Specimen.rs");

        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(Ward.Follow(caller) with { Topics = ["labs"] }));

        Assert.True(permit.Audience!.Sees("DiagnosticReport"));
        Assert.False(permit.Audience.Sees("Condition"));
        Assert.False(permit.Audience.Sees("Medication"));
    }

    private static DateTimeOffset Until(ConsentProvision rule) =>
        Assert.IsType<Decision.Permit>(Ward.Decide(Consented(Ward.Follow(), rule))).ValidUntil;

    private static AccessQuestion Consented(AccessQuestion question, params ConsentProvision[] rules) => question with
    {
        Facts = question.Facts! with
        {
            Consents = [.. rules.Select((rule, i) => new Consent($"Consent/{i}", rule))],
            Groups = ["Organization/ward-3"],
        },
    };
}
