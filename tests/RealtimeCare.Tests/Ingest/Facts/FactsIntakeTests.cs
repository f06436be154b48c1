using System.Text;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Ingest.Facts;

namespace RealtimeCare.Tests.Ingest.Facts;

public sealed class FactsIntakeTests
{
    private const string ByMrn = """{"identifier":{"system":"urn:mrn","value":"1"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loaded_team_treats_its_patient_until_it_is_loaded_as_over()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var loaded = await LoadedAsync(desk, Team("active"));
        var ended = await LoadedAsync(desk, Team("inactive"));
        var removed = await LoadedAsync(desk, Team("entered-in-error"));

        var patient = Assert.Single(loaded).Patient;
        Assert.Null(loaded[0].Until);
        Assert.Equal((patient, desk.Time.GetUtcNow()), (Assert.Single(ended).Patient, ended[0].Until));
        Assert.Empty(removed);
        Assert.Empty((await desk.Facts.SearchAsync(desk.Monitor(), PatientReference.ByIdentifier("urn:mrn", "1"), Token))!.Relationships);
        Assert.Equal(3, desk.Trail.Entries.Count(e => e.Reason == "relationships-loaded" && e.Patient == patient.Value));
    }

    [Fact]
    public async Task What_is_loaded_again_after_its_end_keeps_its_end()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var end = desk.Time.GetUtcNow();
        await LoadedAsync(desk, Team("active", "Organization/1"));
        await LoadedAsync(desk, Team("inactive", "Organization/1"));
        var revision = (await FoundAsync(desk)).Revision;

        desk.Time.Advance(TimeSpan.FromHours(20));
        var again = await LoadedAsync(desk, Team("inactive", "Organization/1"));

        var facts = await FoundAsync(desk);
        Assert.Equal((end, end, revision), (Assert.Single(again).Until, Assert.Single(facts.Groups).Until, facts.Revision));
    }

    [Fact]
    public async Task One_unknown_patient_refuses_all()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var good = Read(Team("active"));
        var bad = Read("""{"resourceType":"Encounter","id":"1","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/nobody"}}""");

        var loaded = await desk.Facts.LoadAsync(desk.Monitor(), [.. good.Value!, .. bad.Value!], "r", Token);

        Assert.Equal("Encounter.subject", loaded.Problem?.Path);
        Assert.Empty(desk.Trail.Entries);
        Assert.Null(await desk.Facts.SearchAsync(desk.Monitor(), PatientReference.ByIdentifier("urn:mrn", "1"), Token));
    }

    [Fact]
    public async Task A_patient_of_another_tenant_has_no_consent_of_ours()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var patient = (await LoadedAsync(desk, Team("active")))[0].Patient;
        var consent = Consent("active", $$"""{"reference":"Patient/{{patient.Value}}" }""");

        var foreign = await desk.Facts.LoadAsync(desk.Monitor(tenant: "south"), Read(consent).Value!, "r", Token);
        var own = await desk.Facts.LoadAsync(desk.Monitor(), Read(consent).Value!, "r", Token);

        Assert.Equal("Consent.patient", foreign.Problem?.Path);
        Assert.True(own.IsValid);
        Assert.Empty(desk.Registry.FactsOf(TenantId.Parse("south"), patient).Consents);
        Assert.Equal("Consent/5", Assert.Single(desk.Registry.FactsOf(TenantId.Parse("north"), patient).Consents).Reference);
    }

    [Theory]
    [InlineData("inactive")]
    [InlineData("entered-in-error")]
    [InlineData("rejected")]
    [InlineData("draft")]
    [InlineData("proposed")]
    public async Task A_consent_that_is_not_in_force_is_taken_away(string status)
    {
        using var desk = await IntakeDesk.OpenAsync();
        await desk.Facts.LoadAsync(desk.Monitor(), Read(Consent("active", ByMrn)).Value!, "r", Token);

        await desk.Facts.LoadAsync(desk.Monitor(), Read(Consent(status, """{"reference":"Patient/nobody"}""")).Value!, "r", Token);

        Assert.Empty((await FoundAsync(desk)).Consents);
        Assert.Equal(["patient-identified", "consent-loaded", "consent-removed"], desk.Trail.Entries.Select(e => e.Reason));
    }

    [Fact]
    public async Task What_cannot_be_understood_leaves_the_last_good_version()
    {
        using var desk = await IntakeDesk.OpenAsync();
        await desk.Facts.LoadAsync(desk.Monitor(), Read(Consent("active", ByMrn)).Value!, "r", Token);

        var read = Read(Consent("active", ByMrn).Replace("\"type\":\"deny\",", "", StringComparison.Ordinal));

        Assert.Equal("Consent.provision.type", read.Problem?.Path);
        Assert.False(Assert.Single((await FoundAsync(desk)).Consents).Root.Permits);
    }

    [Fact]
    public async Task A_patient_whose_identifiers_are_two_patients_is_refused()
    {
        using var desk = await IntakeDesk.OpenAsync();
        await LoadedAsync(desk, Team("active"));
        await LoadedAsync(desk, Team("active").Replace("\"value\":\"1\"", "\"value\":\"2\"", StringComparison.Ordinal).Replace("\"7\"", "\"8\"", StringComparison.Ordinal));
        const string Both = """{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:mrn","value":"3"},{"system":"urn:mrn","value":"1"},{"system":"urn:mrn","value":"2"}]}""";

        var loaded = await desk.Facts.LoadAsync(desk.Monitor(), Read(Both).Value!, "r", Token);

        Assert.Equal("Patient.identifier", loaded.Problem?.Path);
    }

    [Fact]
    public async Task A_roster_is_in_the_book_under_its_person()
    {
        using var desk = await IntakeDesk.OpenAsync();

        await desk.Facts.LoadAsync(
            desk.Monitor(), Read("""{"resourceType":"PractitionerRole","id":"7","practitioner":{"reference":"Practitioner/n-1"}}""").Value!, "r", Token);

        var entry = Assert.Single(desk.Trail.Entries);
        Assert.Equal((EntryKinds.FactsChanged, "affiliations-loaded", "n-1", null), (entry.Kind, entry.Reason, entry.Target, entry.Patient));
    }

    private static async Task<Server.Access.PatientFacts> FoundAsync(IntakeDesk desk) =>
        (await desk.Facts.SearchAsync(desk.Monitor(), PatientReference.ByIdentifier("urn:mrn", "1"), Token))!;

    private static async Task<IReadOnlyList<Relationship>> LoadedAsync(IntakeDesk desk, string json) =>
        [.. (await desk.Facts.LoadAsync(desk.Monitor(), Read(json, desk.Time.GetUtcNow()).Value!, "r", Token)).Value!.SelectMany(one => one.Relationships)];

    private static Checked<IReadOnlyList<IncomingFacts>> Read(string json, DateTimeOffset now = default) => FactsReader.Read(Encoding.UTF8.GetBytes(json), now);

    private static string Team(string status, string more = "Organization/2") => $$"""
        {"resourceType":"CareTeam","id":"7","status":"{{status}}","subject":{{ByMrn}},
        "participant":[{"member":{"reference":"Practitioner/n-1"} },{"member":{"reference":"{{more}}" } }] }
        """;

    private static string Consent(string status, string patient) => $$"""
        {"resourceType":"Consent","id":"5","status":"{{status}}","patient":{{patient}},"category":[{"text":"x"}],
        "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}] },"provision":{"type":"deny","period":{"start":"2026"} } }
        """;
}
