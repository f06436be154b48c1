using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Ingest;

public sealed class EventIntakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_durable_and_in_the_book_under_its_patient()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var taken = Taken(await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals(" { \"resourceType\" : " + Requests.HeartRate["{\"resourceType\":".Length..]))));

        var stored = Assert.Single(await desk.Store.ReadAsync(StreamOf(taken), 0, 10, Token));
        Assert.Equal((taken.EventId, taken.Position.Offset), (stored.EventId, stored.Offset));
        Assert.Equal(Requests.HeartRate, stored.Resource.ToJson());
        var entry = Assert.Single(desk.Trail.Entries, e => e.Kind == EntryKinds.EventPublished);
        Assert.Equal((EntryOutcome.Success, taken.PatientId, "monitor"), (entry.Outcome, entry.Patient, entry.Actor));
    }

    // Let in with a token of its last milliseconds: it may publish, with a new one.
    [Fact]
    public async Task A_token_that_ends_under_way_asks_for_a_new_one_and_keeps_nothing_in_quarantine()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var answers = await desk.TakeAsync(desk.Monitor() with { ExpiresAt = desk.Time.GetUtcNow() }, ("k", Requests.Vitals() with { Patient = PatientReference.ById(PatientId.New().Value) }));
        var forbidden = await desk.TakeAsync(desk.Monitor("system/Patient.c"), ("k", Requests.Vitals()));

        Assert.Equal((ErrorCode.Unauthenticated, ErrorCode.Forbidden), (CodeOf(answers[0]), CodeOf(forbidden[0])));
        Assert.Null(Assert.IsType<IntakeResult.Refused>(answers[0]).Problem.QuarantineId);
        Assert.Contains(desk.Trail.Entries, e => e is { Kind: EntryKinds.EventPublished, Outcome: EntryOutcome.Denied, Reason: "token" });
    }

    [Fact]
    public async Task A_repeated_key_gives_the_first_answer_and_another_content_a_conflict()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var first = Taken(await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals())));

        var again = Taken(await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals() with { Patient = PatientReference.ById(first.PatientId) })));
        var other = await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals() with { Severity = EventSeverity.Critical }));

        Assert.Equal(first with { Duplicate = true }, again);
        Assert.Equal(ErrorCode.IdempotencyConflict, CodeOf(other[0]));
    }

    [Fact]
    public async Task Events_of_a_batch_are_taken_in_order_and_refused_one_by_one()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var answers = await desk.TakeAsync(
            desk.Monitor(),
            ("1", Requests.Vitals()),
            ("2", Requests.Vitals("""{"resourceType":"Observation"}""")),
            ("3", Requests.Vitals()),
            ("4", Requests.Vitals(@class: EventClass.State)),
            ("1", Requests.Vitals()));

        Assert.Equal([1L, 2L, 2L, 1L], answers.OfType<IntakeResult.Taken>().Select(t => t.Result.Position.Offset));
        Assert.Equal(ErrorCode.InvalidResource, CodeOf(answers[1]));
        Assert.Equal(1, ((IntakeResult.Taken)answers[3]).Result.StateVersion);
        Assert.True(((IntakeResult.Taken)answers[4]).Result.Duplicate);
    }

    [Fact]
    public async Task A_publisher_without_the_types_scope_is_denied_and_the_denial_is_in_the_book()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var answers = await desk.TakeAsync(desk.Monitor("system/Patient.c user/Observation.c system/Observation.r"), ("k", Requests.Vitals()));

        Assert.Equal(ErrorCode.Forbidden, CodeOf(answers[0]));
        var entry = Assert.Single(desk.Trail.Entries);
        Assert.Equal((EntryKinds.EventPublished, EntryOutcome.Denied), (entry.Kind, entry.Outcome));
    }

    [Fact]
    public async Task A_patient_of_another_tenant_looks_like_one_that_does_not_exist()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var north = Taken(await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals())));
        var request = Requests.Vitals() with { Patient = PatientReference.ById(north.PatientId) };

        var elsewhere = await desk.TakeAsync(desk.Monitor(tenant: "south"), ("k", request));
        var nowhere = await desk.TakeAsync(desk.Monitor(), ("k2", request with { Patient = PatientReference.ById("nobody") }));

        // Each publisher has its own in quarantine.
        Assert.Equal(WithoutId(nowhere[0]), WithoutId(elsewhere[0]));
        Assert.Equal(ErrorCode.Forbidden, CodeOf(nowhere[0]));
    }

    [Fact]
    public async Task Nothing_is_appended_while_the_book_is_shut()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var known = Taken(await desk.TakeAsync(desk.Monitor(), ("1", Requests.Vitals())));
        desk.Trail.IsUnavailable = true;

        var answers = await desk.TakeAsync(desk.Monitor(), ("2", Requests.Vitals()), ("3", Requests.Vitals(mrn: "new")));
        desk.Trail.IsUnavailable = false;
        var later = Taken(await desk.TakeAsync(desk.Monitor(), ("2", Requests.Vitals())));

        Assert.All(answers, answer => Assert.Equal(ErrorCode.Unavailable, CodeOf(answer)));
        Assert.Equal((known.PatientId, 2L), (later.PatientId, later.Position.Offset));
    }

    [Fact]
    public async Task What_could_not_be_taken_for_a_moment_is_not_overtaken_by_what_came_behind_it()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var (caller, request) = (desk.Monitor(), Requests.Vitals());
        var known = Taken(await desk.TakeAsync(caller, ("1", request)));

        desk.Trail.FailNext();
        var shut = await desk.TakeAsync(caller, ("2", request), ("3", request), ("4", request));
        var later = await desk.TakeAsync(caller, ("2", request), ("3", request), ("4", request));

        Assert.All(shut, answer => Assert.Equal(ErrorCode.Unavailable, CodeOf(answer)));
        Assert.Equal([(2L, false), (3L, false), (4L, false)], later.Select(answer => ((IntakeResult.Taken)answer).Result).Select(r => (r.Position.Offset, r.Duplicate)));
        Assert.Equal(known.PatientId, ((IntakeResult.Taken)later[0]).Result.PatientId);
    }

    [Fact]
    public async Task What_came_before_it_is_taken_and_what_is_refused_behind_it_is_not_even_looked_at()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var (caller, request) = (desk.Monitor(), Requests.Vitals());
        Taken(await desk.TakeAsync(caller, ("1", request)));

        // The first entry is that of the refusal: it is written before those of what is taken.
        desk.Trail.FailNext();
        var answers = await desk.TakeAsync(caller, ("2", request), ("3", request with { Topic = "horoscope" }), ("4", request with { Topic = "horoscope" }), ("5", request));

        Assert.Equal(2, Assert.IsType<IntakeResult.Taken>(answers[0]).Result.Position.Offset);
        Assert.All(answers.Skip(1), answer => Assert.Equal(ErrorCode.Unavailable, CodeOf(answer)));
        Assert.DoesNotContain(desk.Trail.Entries, e => e.Outcome == EntryOutcome.Failed);
    }

    private static RealtimeCare.Server.Problems.CodedProblem WithoutId(IntakeResult answer) =>
        Assert.IsType<IntakeResult.Refused>(answer).Problem with { QuarantineId = null };

    private static StreamKey StreamOf(PublishResult taken) => new(TenantId.Parse("north"), PatientId.Parse(taken.PatientId));

    private static PublishResult Taken(IReadOnlyList<IntakeResult> answers) => Assert.IsType<IntakeResult.Taken>(Assert.Single(answers)).Result;

    private static ErrorCode CodeOf(IntakeResult answer) => Assert.IsType<IntakeResult.Refused>(answer).Problem.Code;
}
