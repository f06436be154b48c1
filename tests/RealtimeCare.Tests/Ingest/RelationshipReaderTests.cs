using System.Text;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;

namespace RealtimeCare.Tests.Ingest;

public sealed class RelationshipReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_care_team_names_its_people()
    {
        var source = One(Team("active", """
            "participant":[{"member":{"reference":"Practitioner/n-1"}},{"member":{"reference":"Practitioner/n-2"},"period":{"start":"2026-03-02"}},
            {"member":{"reference":"Organization/ward"}},{"member":{"reference":"Practitioner/x y"}},{"member":{"display":"Somebody"}}]
            """));

        Assert.Equal(("CareTeam/7", "patient-1"), (source.Source, source.Patient.Id));
        Assert.Equal(["n-1", "n-2"], source.Parts.Select(p => p.Subject.Value));
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
    [InlineData("""{"resourceType":"Patient","id":"1"}""", "Patient")]
    [InlineData("""{"resourceType":"CareTeam","status":"active","subject":{"reference":"Patient/1"}}""", "CareTeam.id")]
    [InlineData("""{"resourceType":"CareTeam","id":"1","subject":{"reference":"Patient/1"}}""", "CareTeam.status")]
    [InlineData("""{"resourceType":"CareTeam","id":"1","status":"active"}""", "CareTeam.subject")]
    [InlineData("""{"resourceType":"CareTeam","id":"1","status":"active","subject":{"reference":"Group/1"}}""", "CareTeam.subject")]
    [InlineData("""{"resourceType":"Bundle","type":"collection"}""", "Bundle.entry")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"1"}}]}""", "Bundle.entry[0].resource")]
    public void What_says_no_relationship_is_refused_with_its_place(string json, string path)
    {
        var sources = RelationshipReader.Read(FhirReader.Read(Encoding.UTF8.GetBytes(json)).Value!, Now);

        Assert.Equal(path, sources.Problem?.Path);
    }

    [Fact]
    public void A_resource_that_stands_twice_in_a_bundle_is_refused()
    {
        var bundle = $$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{{Team("active")}}},{"resource":{{Team("inactive")}}}]}""";

        var sources = RelationshipReader.Read(FhirReader.Read(Encoding.UTF8.GetBytes(bundle)).Value!, Now);

        Assert.Equal("Bundle.entry[1].resource.id", sources.Problem?.Path);
    }

    [Fact]
    public async Task A_loaded_team_treats_its_patient_until_it_is_loaded_as_over()
    {
        using var desk = await IntakeDesk.OpenAsync();
        const string Participants = """ "participant":[{"member":{"reference":"Practitioner/n-1"}}] """;
        const string ByMrn = """{"identifier":{"system":"urn:mrn","value":"1"}}""";
        var caller = desk.Monitor();

        var loaded = (await desk.Relationships.LoadAsync(caller, [One(Team("active", Participants, ByMrn))], "r", Token)).Value!;
        var ended = (await desk.Relationships.LoadAsync(caller, [One(Team("inactive", Participants, ByMrn))], "r", Token)).Value!;
        var removed = (await desk.Relationships.LoadAsync(caller, [One(Team("entered-in-error", Participants, ByMrn))], "r", Token)).Value!;

        Assert.Null(Assert.Single(loaded).Until);
        Assert.Equal((loaded[0].Patient, Now), (Assert.Single(ended).Patient, ended[0].Until));
        Assert.Empty(removed);
        Assert.Empty(await desk.Relationships.SearchAsync(caller, PatientReference.ByIdentifier("urn:mrn", "1"), Token));
        Assert.Equal(3, desk.Trail.Entries.Count(e => e.Reason == "relationships-loaded" && e.Patient == loaded[0].Patient.Value));
    }

    [Fact]
    public async Task One_unknown_patient_refuses_all()
    {
        using var desk = await IntakeDesk.OpenAsync();
        const string Participants = """ "participant":[{"member":{"reference":"Practitioner/n-1"}}] """;
        var good = One(Team("active", Participants, """{"identifier":{"system":"urn:mrn","value":"1"}}"""));
        var bad = One(Encounter("in-progress", Participants.Replace("member", "individual", StringComparison.Ordinal)));

        var loaded = await desk.Relationships.LoadAsync(desk.Monitor(), [good, bad], "r", Token);

        Assert.Equal("Encounter.subject", loaded.Problem?.Path);
        Assert.Empty(desk.Trail.Entries);
        Assert.Empty(await desk.Relationships.SearchAsync(desk.Monitor(), good.Patient, Token));
    }

    private static RelationshipSource One(string json) =>
        Assert.Single(RelationshipReader.Read(FhirReader.Read(Encoding.UTF8.GetBytes(json)).Value!, Now).Value!);

    private static string Team(string status, string more = "\"name\":\"x\"", string subject = """{"reference":"Patient/patient-1"}""") =>
        $$"""{"resourceType":"CareTeam","id":"7","status":"{{status}}","subject":{{subject}},{{more}}}""";

    private static string Encounter(string status, string more) =>
        $$"""{"resourceType":"Encounter","id":"123","status":"{{status}}","class":{"code":"IMP"},"subject":{"reference":"Patient/patient-1"},{{more}}}""";
}
