using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Ingest;

/// <summary>A preview is what publishing would do, and leaves nothing behind.</summary>
public sealed class PreviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_audience_is_told_with_what_it_would_see()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var shown = (await desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals(Some.HeartRate().ToJson()), "r", Token)).Value!;
        var nurse = shown.Audiences.Single(a => a.Audience == "bedside-nurse");
        var registrar = shown.Audiences.Single(a => a.Audience == "registration");

        Assert.Equal(AccessPolicy.Default.Audiences.Select(a => a.Name), shown.Audiences.Select(a => a.Audience));
        Assert.False(shown.Restricted);
        Assert.True(nurse.Receives);
        Assert.Contains("valueQuantity.value", nurse.Elements);
        Assert.Contains("code.coding.code", nurse.Elements);
        Assert.Equal((false, WithheldBecause.Topic, 0), (registrar.Receives, registrar.Because, registrar.Elements.Count));
        Assert.All(shown.Audiences.Where(a => a.Receives), a => Assert.Null(a.Because));
    }

    [Fact]
    public async Task What_the_shaper_puts_in_is_no_element_that_is_seen()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var shown = (await desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals(Some.HeartRate().ToJson()), "r", Token)).Value!;
        var narrowed = shown.Audiences.Where(a => a is { Receives: true, Withheld: > 0 }).ToList();

        Assert.NotEmpty(narrowed);
        Assert.All(narrowed, a => Assert.DoesNotContain(a.Elements, path => path.StartsWith("meta", StringComparison.Ordinal) || path == "resourceType"));
    }

    [Fact]
    public async Task A_labelled_event_is_seen_by_who_is_cleared_and_others_are_told_why_not()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var labelled = Some.HeartRate().Labelled("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R").ToJson();

        var shown = (await desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals(labelled), "r", Token)).Value!;

        Assert.True(shown.Restricted);
        Assert.Contains(shown.Audiences, a => a.Receives);
        Assert.Contains(shown.Audiences, a => a.Because == WithheldBecause.Label);
        Assert.All(
            shown.Audiences.Where(a => a.Receives), a => Assert.True(AccessPolicy.Default.FindAudience(a.Audience)!.SeesRestricted));
    }

    [Fact]
    public async Task Nothing_is_published_kept_or_made_and_the_key_stays_free()
    {
        using var desk = await IntakeDesk.OpenAsync();

        await desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals(mrn: "new"), "r", Token);
        await desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals() with { Topic = "horoscope" }, "r", Token);
        var tenants = await desk.Store.ReadTenantsAsync(Token);
        var patient = await desk.Patients.FindAsync(TenantId.Parse("north"), PatientReference.ByIdentifier("urn:mrn", "new"), Token);
        var taken = Assert.IsType<IntakeResult.Taken>((await desk.TakeAsync(desk.Monitor(), ("preview", Requests.Vitals())))[0]);

        Assert.Empty(tenants);
        Assert.True(patient!.Value.IsNew);
        Assert.Equal((1L, false), (taken.Result.Position.Offset, taken.Result.Duplicate));
        Assert.Empty((await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events);
        Assert.Equal(2, desk.Trail.Entries.Count(e => e.Kind == EntryKinds.EventPreviewed));
    }

    [Fact]
    public async Task Who_may_not_publish_it_is_told_nothing_and_the_denial_is_in_the_book()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var known = Assert.IsType<IntakeResult.Taken>((await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals())))[0]).Result.PatientId;
        var request = Requests.Vitals() with { Patient = PatientReference.ById(known) };

        var scope = await desk.Preview.ShowAsync(desk.Monitor("system/Patient.c system/Observation.r"), request, "r", Token);
        var tenant = await desk.Preview.ShowAsync(desk.Monitor(tenant: "south"), request, "r", Token);

        Assert.Equal((ErrorCode.Forbidden, ErrorCode.Forbidden), (scope.Problem!.Code, tenant.Problem!.Code));
        Assert.Equal(2, desk.Trail.Entries.Count(e => e is { Kind: EntryKinds.EventPreviewed, Outcome: EntryOutcome.Denied, Patient: null }));
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation"}""", ErrorCode.InvalidResource)]
    [InlineData("""{"resourceType":"Encounter"}""", ErrorCode.UnknownTopic)]
    public async Task What_would_be_refused_is_refused_the_same(string resource, ErrorCode code)
    {
        using var desk = await IntakeDesk.OpenAsync();

        var shown = await desk.Preview.ShowAsync(desk.Monitor("system/*.c"), Requests.Vitals(resource), "r", Token);
        var published = Assert.IsType<IntakeResult.Refused>((await desk.TakeAsync(desk.Monitor("system/*.c"), ("k", Requests.Vitals(resource))))[0]);

        Assert.Equal((code, code, published.Problem.Path), (shown.Problem!.Code, published.Problem.Code, shown.Problem.Path));
    }

    [Fact]
    public async Task What_is_about_an_earlier_event_is_refused_alike_whoever_asks_and_whether_or_not_there_is_such_a_patient()
    {
        using var desk = await IntakeDesk.OpenAsync();
        await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals()));
        var earlier = new Position { Epoch = 1, Offset = 1 };

        foreach (var request in new[] { Requests.Vitals() with { Corrects = earlier }, Requests.Vitals() with { Retracts = earlier, Resource = default } })
        {
            var known = await desk.Preview.ShowAsync(desk.Monitor(), request, "r", Token);
            var unknown = await desk.Preview.ShowAsync(desk.Monitor(), request with { Patient = PatientReference.ByIdentifier("urn:mrn", "new") }, "r", Token);
            var barred = await desk.Preview.ShowAsync(desk.Monitor("system/Patient.c"), request, "r", Token);

            Assert.Equal((ErrorCode.InvalidRequest, request.Corrects is null ? "retracts" : "corrects"), (known.Problem!.Code, known.Problem.Path));
            Assert.All([unknown, barred], one => Assert.Equal(known.Problem, one.Problem));
        }

        Assert.All(desk.Trail.Entries.Where(e => e.Kind == EntryKinds.EventPreviewed), e => Assert.Null(e.Patient));
    }

    [Fact]
    public async Task The_entry_names_the_patient_also_when_something_else_is_wrong()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var taken = Assert.IsType<IntakeResult.Taken>((await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals())))[0]);

        await desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals("""{"resourceType":"Observation"}"""), "r", Token);

        var entry = Assert.Single(desk.Trail.Entries, e => e.Kind == EntryKinds.EventPreviewed);
        Assert.Equal((EntryOutcome.Failed, taken.Result.PatientId), (entry.Outcome, entry.Patient));
    }

    [Fact]
    public async Task Nothing_is_told_while_the_book_is_shut()
    {
        using var desk = await IntakeDesk.OpenAsync();
        desk.Trail.IsUnavailable = true;

        await Assert.ThrowsAsync<TrailUnavailableException>(() => desk.Preview.ShowAsync(desk.Monitor(), Requests.Vitals(), "r", Token));
    }
}
