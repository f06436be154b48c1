using System.Text;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest.Facts;

namespace RealtimeCare.Tests.Ingest.Facts;

public sealed class FactsReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_care_team_names_its_people()
    {
        var source = One(Team("active", """
            "participant":[{"member":{"reference":"Practitioner/n-1"}},{"member":{"reference":"Practitioner/n-2"},"period":{"start":"2026-03-02"}},
            {"member":{"reference":"Organization/ward"}},{"member":{"reference":"Practitioner/x y"}},{"member":{"display":"Somebody"}}]
            """));

        Assert.Equal(("CareTeam/7", "patient-1"), (source.Source, source.Patient[0].Id));
        Assert.Equal(["Practitioner/n-1", "Practitioner/n-2", "Organization/ward"], source.Parts.Select(p => p.Member.Reference));
        Assert.All(source.Parts, p => Assert.Equal("care team via CareTeam/7", p.Because));
        Assert.Equal(new FhirPeriod(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), null), source.Parts[1].Period);
    }

    [Theory]
    [InlineData("ATND", "attending via Encounter/123")]
    [InlineData("CON", "consultant via Encounter/123")]
    [InlineData("canary", "participant via Encounter/123")]
    public void An_encounter_says_as_what_somebody_takes_part(string code, string because)
    {
        var source = One(Encounter("in-progress", $$"""
            "participant":[{"type":[{"coding":[{"code":"{{code}}"}] }],"individual":{"reference":"Practitioner/n-1"} }]
            """));

        Assert.Equal(because, Assert.Single(source.Parts).Because);
    }

    [Theory]
    [InlineData("in-progress", null, null, null)]
    [InlineData("in-progress", "2026-02", null, null)]
    [InlineData("in-progress", "2026-02", "2026-03", "2026-04-01")]
    [InlineData("in-progress", "2026", "2026-02-27", "2026-02-28")]
    [InlineData("in-progress", "2026", "9999-12-31", null)]
    [InlineData("planned", "2026-05", null, null)]
    [InlineData("planned", null, null, "now")]
    [InlineData("finished", "2026", "2026-02-27T10:00:00+01:00", "2026-02-27T09:00:00")]
    [InlineData("in-progress", null, "2026-05-01T00:00:00.123456789012Z", "2026-05-01T00:00:00.1234568")]
    [InlineData("finished", null, null, "now")]
    [InlineData("cancelled", null, "2027", "now")]
    [InlineData("unknown", null, null, "now")]
    public void Status_and_period_say_until_when(string status, string? start, string? end, string? until)
    {
        var dates = new List<string>();
        if (start is not null) dates.Add($"\"start\":\"{start}\"");
        if (end is not null) dates.Add($"\"end\":\"{end}\"");
        var period = dates.Count == 0 ? "" : $",\"period\":{{{string.Join(',', dates)}}}";
        var source = One(Encounter(status, """ "participant":[{"individual":{"reference":"Practitioner/n-1"}}] """ + period));

        var expected = until is null ? (DateTimeOffset?)null
            : until == "now" ? Now
            : DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        Assert.Equal(expected, Assert.Single(source.Parts).Period.Until);
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation","id":"1","status":"final","code":{"text":"x"}}""", "Observation")]
    [InlineData("""{"resourceType":"Patient","id":"a.b"}""", "Patient.identifier")]
    [InlineData("""{"resourceType":"RelatedPerson","id":"1","patient":{"display":"x"}}""", "RelatedPerson.patient")]
    [InlineData("""{"resourceType":"RelatedPerson","id":"1","patient":{"reference":"Patient/1"},"identifier":[{"system":"urn:realtimecare:user","value":"a b"}]}""", "RelatedPerson.identifier[0].value")]
    [InlineData("""{"resourceType":"PractitionerRole","id":"1","organization":{"display":"x"}}""", "PractitionerRole.organization")]
    [InlineData("""{"resourceType":"PractitionerRole","id":"1","location":[{"reference":"Location/1"},{"reference":"https://x.example/Location/2"}]}""", "PractitionerRole.location[1]")]
    [InlineData("""{"resourceType":"PractitionerRole","id":"1","healthcareService":[{"reference":"#1"}],"contained":[{"resourceType":"HealthcareService","id":"1"}]}""", "PractitionerRole.healthcareService[0]")]
    [InlineData("""{"resourceType":"CareTeam","status":"active","subject":{"reference":"Patient/1"}}""", "CareTeam.id")]
    [InlineData("""{"resourceType":"CareTeam","id":"1","subject":{"reference":"Patient/1"}}""", "CareTeam.status")]
    [InlineData("""{"resourceType":"CareTeam","id":"1","status":"active","subject":{"reference":"Patient/1/_history/1"}}""", "CareTeam.subject")]
    [InlineData("""{"resourceType":"CareTeam","id":"1","status":"active","subject":{"reference":"Group/1"}}""", "CareTeam.subject")]
    [InlineData("""{"resourceType":"Bundle","type":"collection"}""", "Bundle.entry")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Basic","id":"1","code":{"text":"x"}}}]}""", "Bundle.entry[0].resource")]
    public void What_says_no_relationship_is_refused_with_its_place(string json, string path)
    {
        var sources = FactsReader.Read(Encoding.UTF8.GetBytes(json), Now);

        Assert.Equal(path, sources.Problem?.Path);
    }

    [Fact]
    public void A_resource_that_stands_twice_in_a_bundle_is_refused()
    {
        var bundle = $$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{{Team("active")}}},{"resource":{{Team("inactive")}}}]}""";

        var sources = FactsReader.Read(Encoding.UTF8.GetBytes(bundle), Now);

        Assert.Equal("Bundle.entry[1].resource.id", sources.Problem?.Path);
    }

    [Fact]
    public void Odd_references_are_nobody_and_groups_stay_groups()
    {
        var facts = One(Team("active", """
            "participant":[{"member":{"reference":"PractitionerRole/1"}},{"member":{"reference":"Organization/1"}},{"member":{"reference":"CareTeam/8"}},
            {"member":{"reference":"Practitioner/n-1/_history/2"}},{"member":{"reference":"https://elsewhere.example/Practitioner/n-1"}},
            {"member":{"reference":"Practitioner/"}},{"member":{"reference":"practitioner/n-1"}},{"member":{"reference":"Practitioner/n%2D1"}},
            {"member":{"reference":"Group/1"}},{"member":{"reference":"Patient/1"}},{"member":{"reference":"#n-1"}},{"member":{"identifier":{"value":"n-1"}}}]
            """));

        Assert.Equal(["PractitionerRole/1", "Organization/1", "CareTeam/8"], facts.Parts.Select(p => p.Member.Reference));
        Assert.All(facts.Parts, p => Assert.Null(p.Member.Person));
    }

    [Fact]
    public void A_team_without_a_patient_is_a_group()
    {
        var facts = One("""
            {"resourceType":"CareTeam","id":"9","status":"active","period":{"end":"2026-05"},
            "participant":[{"member":{"reference":"Practitioner/n-1"}},{"member":{"reference":"Organization/1"},"period":{"start":"2026-04-01"}}]}
            """);

        Assert.Empty(facts.Patient);
        Assert.Equal([("Practitioner/n-1", "CareTeam/9"), ("Organization/1", "CareTeam/9")], facts.Affiliations.Select(a => (a.Member.Reference, a.Group)));
        Assert.Equal(new FhirPeriod(At(4, 1), At(6, 1)), facts.Affiliations[1].Period);
    }

    [Theory]
    [InlineData("\"status\":\"active\"", true)]
    [InlineData("\"status\":\"planned\",\"period\":{\"start\":\"2026-03-05\"}", true)]
    [InlineData("\"period\":{\"start\":\"2026-03-05\"}", true)]
    [InlineData("\"status\":\"planned\"", false)]
    [InlineData("\"status\":\"reserved\",\"period\":{\"start\":\"2026-03-05\"}", false)]
    [InlineData("\"status\":\"completed\"", false)]
    [InlineData("\"physicalType\":{\"text\":\"bed\"}", false)]
    public void Where_a_patient_lies_is_a_unit(string what, bool counts)
    {
        var facts = One(Encounter("in-progress", $$"""
            "period":{"end":"2026-05"},"location":[{"location":{"reference":"Location/3"},{{what}} }]
            """));

        Assert.Equal(counts ? ["Location/3: unit via Encounter/123"] : [], facts.Parts.Select(p => $"{p.Member.Reference}: {p.Because}"));
        Assert.All(facts.Parts, p => Assert.Equal(At(6, 1), p.Period.Until));
    }

    [Fact]
    public void A_roster_says_where_a_person_works()
    {
        var facts = One(Roster("""
            "practitioner":{"reference":"Practitioner/n-1"},"period":{"end":"2026-05"},"organization":{"reference":"Organization/1"},
            "location":[{"reference":"Location/3"},{"reference":"Location/4"}],"healthcareService":[{"reference":"HealthcareService/5"}]
            """));

        Assert.Equal(["PractitionerRole/7", "Organization/1", "Location/3", "Location/4", "HealthcareService/5"], facts.Affiliations.Select(a => a.Group));
        Assert.All(facts.Affiliations, a => Assert.Equal(("Practitioner/n-1", At(6, 1)), (a.Member.Reference, a.Period.Until)));
    }

    [Theory]
    [InlineData(""" "active":false,"practitioner":{"reference":"Practitioner/n-1"} """)]
    [InlineData(""" "practitioner":{"reference":"Practitioner/n 1"} """)]
    [InlineData(""" "practitioner":{"reference":"PractitionerRole/7"} """)]
    [InlineData(""" "active":true """)]
    public void A_roster_of_nobody_affiliates_nobody(string what)
    {
        Assert.Empty(One(Roster(what)).Affiliations);
    }

    [Fact]
    public void A_general_practitioner_treats_the_patient()
    {
        const string Text = """
            {"resourceType":"Patient","id":"p","identifier":[{"system":"urn:mrn","value":"1"},{"use":"old","system":"urn:mrn","value":"0"}],"active":true,
            "generalPractitioner":[{"reference":"Practitioner/n-1"},{"reference":"Organization/1"},{"reference":"PractitionerRole/7"}]}
            """;

        var facts = One(Text);
        var inactive = One(Text.Replace("true", "false", StringComparison.Ordinal));

        Assert.Equal("1", Assert.Single(facts.Patient).Identifier?.Value);
        Assert.Equal(["Practitioner/n-1", "Organization/1", "PractitionerRole/7"], facts.Parts.Select(p => p.Member.Reference));
        Assert.All(facts.Parts, p => Assert.Equal("general practitioner via Patient/p", p.Because));
        Assert.Empty(inactive.Parts);
    }

    [Fact]
    public void A_related_person_who_is_a_user_acts_for_the_patient()
    {
        const string Text = """
            {"resourceType":"RelatedPerson","id":"x","active":true,"patient":{"reference":"Patient/patient-1"},"period":{"end":"2026-05"},
            "identifier":[{"system":"urn:other","value":"a"},{"system":"urn:realtimecare:user","value":"u-1"},{"use":"old","system":"urn:realtimecare:user","value":"u-0"}]}
            """;

        var facts = One(Text);
        var inactive = One(Text.Replace("true", "false", StringComparison.Ordinal));

        var part = Assert.Single(facts.Parts);
        Assert.Equal((RelationshipKind.Proxy, "u-1", "proxy via RelatedPerson/x", At(6, 1)), (facts.Kind, part.Member.Person!.Value.Value, part.Because, part.Period.Until));
        Assert.Empty(inactive.Parts);
    }

    [Fact]
    public void A_bundle_of_more_than_enough_is_too_large()
    {
        var entries = string.Join(',', Enumerable.Range(0, 5001).Select(_ => """{"fullUrl":"urn:x:1"}"""));

        var read = FactsReader.Read(Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","type":"collection","entry":[{{entries}}]}"""), Now);

        Assert.Equal(("Bundle.entry", ErrorCode.TooLarge), (read.Problem?.Path, read.Problem?.Code));
    }

    [Fact]
    public void Elements_that_may_turn_the_meaning_round_are_refused()
    {
        const string Modifier = """ "participant":[{"modifierExtension":[{"url":"urn:not","valueBoolean":true}],"member":{"reference":"Practitioner/n-1"}}] """;

        Assert.Equal("modifierExtension", Refused(Team("active", Modifier)));
        Assert.Equal("implicitRules", Refused(Team("active", "\"implicitRules\":\"urn:rules\"")));
    }

    private static string? Refused(string json) => FactsReader.Read(Encoding.UTF8.GetBytes(json), Now).Problem?.Path;

    private static DateTimeOffset At(int month, int day) => new(2026, month, day, 0, 0, 0, TimeSpan.Zero);

    private static string Roster(string more) => $$"""{"resourceType":"PractitionerRole","id":"7",{{more}} }""";

    private static IncomingFacts One(string json) => Assert.Single(FactsReader.Read(Encoding.UTF8.GetBytes(json), Now).Value!);

    private static string Team(string status, string more = "\"name\":\"x\"", string subject = """{"reference":"Patient/patient-1"}""") =>
        $$"""{"resourceType":"CareTeam","id":"7","status":"{{status}}","subject":{{subject}},{{more}} }""";

    private static string Encounter(string status, string more) =>
        $$"""{"resourceType":"Encounter","id":"123","status":"{{status}}","class":{"code":"IMP"},"subject":{"reference":"Patient/patient-1"},{{more}} }""";
}
