using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Tests.Ingest;

/// <summary>Which refused events are kept: those of who may publish, for what is wrong with them; and for nobody else.</summary>
public sealed class QuarantineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, ErrorCode> WhatIsWrong => new()
    {
        { "resource", ErrorCode.InvalidResource }, { "topic", ErrorCode.UnknownTopic }, { "type", ErrorCode.UnknownTopic },
        { "large", ErrorCode.TooLarge }, { "deep", ErrorCode.TooLarge }, { "position", ErrorCode.UnknownPosition },
        { "patient", ErrorCode.Forbidden }, { "reference", ErrorCode.InvalidRequest }, { "code", ErrorCode.InvalidRequest },
    };

    [Theory]
    [MemberData(nameof(WhatIsWrong))]
    public async Task What_is_refused_for_its_content_is_kept_as_it_came(string what, ErrorCode code)
    {
        using var desk = await IntakeDesk.OpenAsync();
        var wrong = Wrong(what);

        var problem = Refused(await desk.TakeAsync(desk.Monitor(), ("k", wrong)));
        var kept = (await desk.Quarantine.ReadAsync(desk.Monitor(), problem.QuarantineId!.Value, "r", Token)).Value!;

        Assert.Equal((code, problem.Path), (kept.Event.Code, kept.Event.Path));
        Assert.Equal((code, "k", wrong), (problem.Code, kept.Event.IdempotencyKey, kept.Request));
        Assert.Contains(desk.Trail.Entries, e => e is { Kind: EntryKinds.EventQuarantined, Reason: "kept", Actor: "monitor" } && e.Target == problem.QuarantineId.ToString());
        Assert.Contains(desk.Trail.Entries, e => e is { Kind: EntryKinds.EventQuarantined, Reason: "read" } && e.Target == problem.QuarantineId.ToString());
    }

    [Theory]
    [MemberData(nameof(WhatIsWrong))]
    public async Task Nothing_is_kept_of_who_may_not_publish_it(string what, ErrorCode code)
    {
        using var desk = await IntakeDesk.OpenAsync();
        var person = desk.Monitor("user/*.c") with { IsService = false, Roles = new HashSet<string> { "nurse" } };

        foreach (var caller in new[] { desk.Monitor("system/DiagnosticReport.r"), person })
        {
            var problem = Refused(await desk.TakeAsync(caller, ("k", Wrong(what))));

            Assert.Null(problem.QuarantineId);
            Assert.True(problem.Code == code || problem.Code == ErrorCode.Forbidden);
            Assert.Empty((await desk.Quarantine.ListAsync(caller, new QuarantineListRequest(), Token)).Value!.Events);
        }
    }

    [Fact]
    public async Task A_scope_for_another_type_keeps_nothing_but_a_mistyped_type_is_kept()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var laboratory = desk.Monitor("system/DiagnosticReport.c");

        var foreign = Refused(await desk.TakeAsync(laboratory, ("1", Requests.Vitals("""{"resourceType":"Observation"}"""))));
        var elsewhere = Refused(await desk.TakeAsync(laboratory, ("2", Requests.Vitals() with { Topic = "horoscope" })));
        var mistyped = Refused(await desk.TakeAsync(laboratory, ("3", Requests.Vitals("""{"resourceType":"DiagnosticReprot"}"""))));

        Assert.Equal((null, null), (foreign.QuarantineId, elsewhere.QuarantineId));
        Assert.NotNull(mistyped.QuarantineId);
    }

    [Fact]
    public async Task Neither_a_conflict_nor_an_event_without_a_key_is_kept()
    {
        using var desk = await IntakeDesk.OpenAsync();
        await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals()));

        var conflict = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals() with { Severity = EventSeverity.Critical })));
        var keyless = Refused(await desk.TakeAsync(desk.Monitor(), ("", Requests.Vitals("""{"resourceType":"Observation"}"""))));

        Assert.Equal((ErrorCode.IdempotencyConflict, null), (conflict.Code, conflict.QuarantineId));
        Assert.Equal((ErrorCode.InvalidRequest, null), (keyless.Code, keyless.QuarantineId));
    }

    [Fact]
    public async Task A_full_quarantine_says_so_and_publishing_goes_on()
    {
        using var desk = await IntakeDesk.OpenAsync();
        desk.Limits.Value.MaxEventsPerPublisher = 1;

        var answers = await desk.TakeAsync(desk.Monitor(), ("1", Wrong("topic")), ("2", Wrong("resource")), ("3", Requests.Vitals()));

        Assert.Equal((true, false), (Problem(answers[0]).QuarantineId is not null, Problem(answers[0]).QuarantineFull));
        Assert.Equal((null, true), (Problem(answers[1]).QuarantineId, Problem(answers[1]).QuarantineFull));
        Assert.IsType<IntakeResult.Taken>(answers[2]);
        Assert.Equal((null, true), (answers[1].ToOutcome().Error!.QuarantineId, answers[1].ToOutcome().Error!.QuarantineFull));
    }

    [Fact]
    public async Task A_fixed_event_is_published_with_its_key_and_leaves()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var id = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Wrong("resource")))).QuarantineId!.Value;

        var still = await desk.Quarantine.ReplayAsync(desk.Monitor(), id, "r", Token);
        await desk.Quarantine.ReplaceAsync(desk.Monitor(), id, Requests.Vitals(), "r", Token);
        var taken = Assert.IsType<IntakeResult.Taken>(await desk.Quarantine.ReplayAsync(desk.Monitor(), id, "r", Token));
        var again = Assert.IsType<IntakeResult.Taken>((await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals())))[0]);

        Assert.Equal((ErrorCode.InvalidResource, id), (Problem(still).Code, Problem(still).QuarantineId));
        Assert.Equal(taken.Result with { Duplicate = true }, again.Result);
        Assert.Empty((await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events);
        Assert.Equal(["kept", "replayed", "kept", "replaced", "replayed", "taken"], desk.Trail.Entries.Where(e => e.Kind == EntryKinds.EventQuarantined).Select(e => e.Reason));
    }

    [Fact]
    public async Task What_was_taken_before_it_could_leave_is_a_duplicate_and_leaves_then()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var id = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Wrong("resource")))).QuarantineId!.Value;
        await desk.Quarantine.ReplaceAsync(desk.Monitor(), id, Requests.Vitals(), "r", Token);
        desk.Refuses = entry => entry.Reason == "taken";
        var taken = Assert.IsType<IntakeResult.Taken>((await desk.TakeAsync(desk.Monitor(), ("k", Requests.Vitals())))[0]);
        Assert.Single((await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events);
        desk.Refuses = null;

        var replayed = Assert.IsType<IntakeResult.Taken>(await desk.Quarantine.ReplayAsync(desk.Monitor(), id, "r", Token));

        Assert.Equal(taken.Result with { Duplicate = true }, replayed.Result);
        Assert.Empty((await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events);
    }

    [Fact]
    public async Task What_is_taken_under_its_key_by_another_way_leaves_and_what_else_is_kept_stays()
    {
        using var desk = await IntakeDesk.OpenAsync();
        await desk.TakeAsync(desk.Monitor(), ("1", Wrong("resource")), ("2", Wrong("topic")));

        await desk.TakeAsync(desk.Monitor(tenant: "south"), ("1", Requests.Vitals()));
        var before = (await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events;
        await desk.TakeAsync(desk.Monitor(), ("1", Requests.Vitals()), ("2", Wrong("resource")));

        Assert.Equal(["1", "2"], before.Select(e => e.IdempotencyKey));
        Assert.Equal(["2"], (await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events.Select(e => e.IdempotencyKey));
        Assert.Contains(desk.Trail.Entries, e => e is { Kind: EntryKinds.EventQuarantined, Reason: "taken" } && e.Target == before[0].QuarantineId.ToString());
    }

    [Fact]
    public async Task Nothing_is_kept_that_the_book_does_not_know_of()
    {
        using var desk = await IntakeDesk.OpenAsync();
        desk.Refuses = entry => entry.Reason == "kept";

        var problem = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Wrong("topic"))));

        Assert.Equal((ErrorCode.UnknownTopic, null, false), (problem.Code, problem.QuarantineId, problem.QuarantineFull));
        Assert.Empty((await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events);
    }

    [Fact]
    public async Task Two_of_one_request_under_one_key_have_one_id_and_the_later_is_kept()
    {
        using var desk = await IntakeDesk.OpenAsync();

        var answers = await desk.TakeAsync(desk.Monitor(), ("k", Wrong("topic")), ("k", Wrong("resource")));
        var kept = Assert.Single((await desk.Quarantine.ListAsync(desk.Monitor(), new QuarantineListRequest(), Token)).Value!.Events);

        Assert.Equal([kept.QuarantineId, kept.QuarantineId], answers.Select(answer => Problem(answer).QuarantineId!.Value));
        Assert.Equal(ErrorCode.InvalidResource, kept.Code);
    }

    [Fact]
    public async Task Nothing_is_shown_changed_or_published_while_the_book_is_shut()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var id = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Wrong("topic")))).QuarantineId!.Value;
        desk.Trail.IsUnavailable = true;

        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await desk.Quarantine.ReadAsync(desk.Monitor(), id, "r", Token));
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await desk.Quarantine.ReplaceAsync(desk.Monitor(), id, Requests.Vitals(), "r", Token));
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await desk.Quarantine.ReplayAsync(desk.Monitor(), id, "r", Token));
        await Assert.ThrowsAsync<TrailUnavailableException>(async () => await desk.Quarantine.DiscardAsync(desk.Monitor(), id, "r", Token));
        desk.Trail.IsUnavailable = false;

        Assert.Equal(Wrong("topic"), (await desk.Quarantine.ReadAsync(desk.Monitor(), id, "r", Token)).Value!.Request);
    }

    [Fact]
    public async Task Anothers_event_looks_as_if_it_did_not_exist()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var id = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Wrong("topic")))).QuarantineId!.Value;

        foreach (var other in new[] { desk.Monitor(tenant: "south"), desk.Monitor() with { Subject = RealtimeCare.Policy.Access.SubjectId.Parse("laboratory") } })
        {
            CodedProblem?[] problems =
            [
                (await desk.Quarantine.ReadAsync(other, id, "r", Token)).Problem,
                await desk.Quarantine.ReplaceAsync(other, id, Requests.Vitals(), "r", Token),
                Problem(await desk.Quarantine.ReplayAsync(other, id, "r", Token)),
                await desk.Quarantine.DiscardAsync(other, id, "r", Token),
            ];
            Assert.All(problems, problem => Assert.Equal(new CodedProblem(ErrorCode.Forbidden), problem));
        }

        Assert.Null(await desk.Quarantine.DiscardAsync(desk.Monitor(), id, "r", Token));
    }

    [Fact]
    public async Task A_replay_has_todays_rights()
    {
        using var desk = await IntakeDesk.OpenAsync();
        var id = Refused(await desk.TakeAsync(desk.Monitor(), ("k", Wrong("topic")))).QuarantineId!.Value;
        await desk.Quarantine.ReplaceAsync(desk.Monitor(), id, Requests.Vitals(), "r", Token);

        var refused = await desk.Quarantine.ReplayAsync(desk.Monitor("system/Patient.c"), id, "r", Token);

        Assert.Equal(ErrorCode.Forbidden, Problem(refused).Code);
        Assert.IsType<IntakeResult.Taken>(await desk.Quarantine.ReplayAsync(desk.Monitor(), id, "r", Token));
    }

    private static PublishRequest Wrong(string what) => what switch
    {
        "resource" => Requests.Vitals("""{"resourceType":"Observation","heartiness":1}"""),
        "topic" => Requests.Vitals() with { Topic = "horoscope" },
        "type" => Requests.Vitals("""{"resourceType":"Observaton"}"""),
        "large" => Requests.Vitals($$"""{"resourceType":"Observation","note":[{"text":"{{new string('x', IngestLimits.ResourceBytes)}}"}]}"""),
        "deep" => Requests.Vitals($$"""{"resourceType":"Observation","x":{{new string('[', 49)}}{{new string(']', 49)}}}"""),
        "position" => Requests.Vitals() with { Corrects = new Position { Epoch = 1, Offset = 1 } },
        "patient" => Requests.Vitals() with { Patient = PatientReference.ById("nobody") },
        "reference" => Requests.Vitals() with { Patient = new PatientReference() },
        _ => Requests.Vitals("""{"resourceType":"Observation","status":"final","code":{"text":"?"}}""", EventClass.State),
    };

    private static CodedProblem Refused(IReadOnlyList<IntakeResult> answers) => Problem(Assert.Single(answers));

    private static CodedProblem Problem(IntakeResult answer) => Assert.IsType<IntakeResult.Refused>(answer).Problem;
}
