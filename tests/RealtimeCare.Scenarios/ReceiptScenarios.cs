using System.Net;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>
/// A publisher learns what became of its events. Who could abuse it: a person who makes an alarm fall silent that was never sent to
/// them, a patient who does so to their own, a service that reads another's outcomes, an administrator who learns who is a patient.
/// </summary>
public sealed class ReceiptScenarios(SharedCare shared)
{
    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_publisher_hears_that_its_alarm_was_delivered_seen_and_accepted(Wire wire)
    {
        var service = await care.RegisterAsync("system/*.c");
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync(wire);
        var request = await connection.FollowAsync(patient);

        var published = await service.PublishAsync(patient.Alarm());
        var alarm = (await connection.UntilEventsAsync(request.SubscriptionId, 1))[0];
        var delivered = await care.UntilOutcomesAsync(service, 1);
        await connection.ReportAsync(request.SubscriptionId, alarm.Offset, ReceiptLevel.Seen);
        await connection.ReportAsync(request.SubscriptionId, alarm.Offset, ReceiptLevel.Seen);
        await connection.ReportAsync(request.SubscriptionId, alarm.Offset, ReceiptLevel.Accepted);
        var rest = await care.UntilOutcomesAsync(service, 2, delivered[0].Cursor);

        Assert.Equal(alarm.PublishedAt.AddMinutes(5), alarm.AcknowledgeBy);
        Assert.Equal((ReceiptLevel.Delivered, null, published.EventId), (delivered[0].Level, delivered[0].By, delivered[0].EventId));
        Assert.Equal([(ReceiptLevel.Seen, nurse.UserId, 2L), (ReceiptLevel.Accepted, nurse.UserId, 3L)], rest.Select(o => (o.Level, o.By, o.Cursor.Offset)));
        Assert.All(rest, o => Assert.Equal((patient.Id, published.Position), (o.PatientId, o.Position)));
    }

    [Fact]
    public async Task Nobody_acknowledges_what_was_never_sent_to_them()
    {
        var service = await care.RegisterAsync("system/*.c");
        // Of her own: what another test has sent to a nurse who is everybody's, she may report.
        var person = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(person, care.Physician);
        var other = await care.AdmitAsync(person);
        var nurse = await person.ConnectAsync();
        var before = await service.PublishAsync(patient.Alarm());
        var plain = await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        var late = await nurse.FollowAsync(patient);
        var elsewhere = await nurse.FollowAsync(other);
        var otherTopic = nurse.Subscribe(patient.ById, The.Labs) with { From = FollowFrom.Start };
        await nurse.SubscribeAsync(otherTopic);
        var physician = await care.Physician.ConnectAsync();
        var foreign = await physician.FollowAsync(patient);

        ReportRequest[] wrong =
        [
            nurse.ReportOf(late.SubscriptionId, before.Position.Offset, ReceiptLevel.Accepted),
            nurse.ReportOf(late.SubscriptionId, plain.Position.Offset, ReceiptLevel.Accepted),
            nurse.ReportOf(late.SubscriptionId, 999, ReceiptLevel.Accepted),
            nurse.ReportOf(elsewhere.SubscriptionId, before.Position.Offset, ReceiptLevel.Accepted),
            nurse.ReportOf(otherTopic.SubscriptionId, before.Position.Offset, ReceiptLevel.Accepted),
            nurse.ReportOf(foreign.SubscriptionId, before.Position.Offset, ReceiptLevel.Accepted),
            nurse.ReportOf(Guid.NewGuid(), before.Position.Offset, ReceiptLevel.Accepted),
        ];
        foreach (var request in wrong) Assert.Equal(ErrorCode.NothingToReport, (await nurse.RefusedAsync(nameof(ICareHub.Report), request)).Code);
        ReportRequest[] malformed =
        [
            nurse.ReportOf(late.SubscriptionId, 0, ReceiptLevel.Accepted), nurse.ReportOf(late.SubscriptionId, 1, ReceiptLevel.Delivered),
            nurse.ReportOf(late.SubscriptionId, 1, ReceiptLevel.Undelivered),
        ];
        foreach (var request in malformed) Assert.Equal(ErrorCode.InvalidRequest, (await nurse.RefusedAsync(nameof(ICareHub.Report), request)).Code);

        Assert.Empty((await care.OutcomesAsync(service, new OutcomesRequest())).Outcomes);
    }

    [Fact]
    public async Task A_patients_own_app_answers_for_nobody()
    {
        var service = await care.RegisterAsync("system/*.c");
        var patient = await care.AdmitAsync();
        var self = await care.HireAsync("patient", patient);
        var own = await self.ConnectAsync();
        var request = await own.FollowAsync(patient);

        await service.PublishAsync(patient.Alarm());
        var alarm = (await own.UntilEventsAsync(request.SubscriptionId, 1))[0];
        var refused = await own.RefusedAsync(nameof(ICareHub.Report), own.ReportOf(request.SubscriptionId, alarm.Offset, ReceiptLevel.Accepted));
        var before = await care.OutcomesAsync(service, new OutcomesRequest());
        var nurse = await care.Nurse.ConnectAsync();
        var treating = nurse.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
        await nurse.SubscribeAsync(treating);
        await nurse.UntilEventsAsync(treating.SubscriptionId, 1);
        await nurse.ReportAsync(treating.SubscriptionId, alarm.Offset, ReceiptLevel.Seen);
        var outcomes = await care.UntilOutcomesAsync(service, 1);

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
        Assert.Empty(before.Outcomes);
        Assert.DoesNotContain(outcomes, o => o.By == self.UserId);
    }

    [Fact]
    public async Task Who_lost_access_reports_nothing_any_more()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = await connection.FollowAsync(patient);
        await care.Monitor.PublishAsync(patient.Alarm());
        var alarm = (await connection.UntilEventsAsync(request.SubscriptionId, 1))[0];

        await care.SetTeamAsync(patient, care.Physician);
        await connection.UntilStoppedAsync(request.SubscriptionId);
        var refused = await connection.RefusedAsync(nameof(ICareHub.Report), connection.ReportOf(request.SubscriptionId, alarm.Offset, ReceiptLevel.Accepted));

        Assert.Equal(ErrorCode.NothingToReport, refused.Code);
    }

    [Fact]
    public async Task After_a_handover_the_new_connection_reports_what_the_old_one_brought()
    {
        var service = await care.RegisterAsync("system/*.c");
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var old = await nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        var request = old.Subscribe(patient.ById, The.Vitals);
        var result = await old.SubscribeAsync(request);
        await service.PublishAsync(patient.Alarm());
        var alarm = (await old.UntilEventsAsync(request.SubscriptionId, 1))[0];

        var next = await nurse.ConnectAsync();
        await next.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), next.Resume(old.AsReceived(request, result)));
        await next.ReportAsync(request.SubscriptionId, alarm.Offset, ReceiptLevel.Accepted);
        var outcomes = await care.UntilOutcomesAsync(service, 2);

        // That the client has read through it is said by its resume, before any acknowledgement.
        Assert.Equal([ReceiptLevel.Delivered, ReceiptLevel.Accepted], outcomes.Select(o => o.Level));
    }

    [Fact]
    public async Task Only_its_publisher_reads_an_outcome()
    {
        var service = await care.RegisterAsync("system/*.c");
        var other = await care.RegisterAsync("system/*.c");
        var patient = await care.AdmitAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = await nurse.FollowAsync(patient);
        await service.PublishAsync(patient.Alarm());
        await nurse.UntilEventsAsync(request.SubscriptionId, 1);
        await care.UntilOutcomesAsync(service, 1);

        var foreign = await care.OutcomesAsync(other, new OutcomesRequest());
        var human = await care.Api.PostAsync("/api/v1/events/outcomes", new OutcomesRequest(), (await care.Nurse.TokensAsync()).Access);
        var administrator = await care.Api.PostAsync("/api/v1/events/outcomes", new OutcomesRequest(), (await care.Administrator.TokensAsync()).Access);
        var nobody = await care.Api.PostAsync("/api/v1/events/outcomes", new OutcomesRequest());

        Assert.Empty(foreign.Outcomes);
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized], [human.Status, administrator.Status, nobody.Status]);
    }

    [Fact]
    public async Task Who_waits_for_an_outcome_gets_none_when_the_sign_in_was_ended_meanwhile()
    {
        var service = await care.RegisterAsync("system/*.c");
        var patient = await care.AdmitAsync();
        await service.PublishAsync(patient.Alarm());
        var token = (await service.TokensAsync()).Access;
        var waiting = care.Api.PostAsync("/api/v1/events/outcomes", new OutcomesRequest { WaitSeconds = 20 }, token);

        var admin = (await care.Administrator.TokensAsync()).Access;
        (await care.Api.PostAsync("/api/v1/sessions/end", new { subject = service.ClientId, preview = false }, admin)).Ok();
        var nurse = await care.Nurse.ConnectAsync();
        await nurse.SubscribeAsync(nurse.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start });
        var answer = await waiting;

        Assert.Equal(((int)ErrorCode.SessionEnded, HttpStatusCode.Unauthorized), (answer.Code, answer.Status));
    }

    [Fact]
    public async Task A_cursor_of_another_life_of_the_store_is_a_gap_and_a_wrong_one_is_refused()
    {
        var service = await care.RegisterAsync("system/*.c");
        var token = (await service.TokensAsync()).Access;

        var other = await care.OutcomesAsync(service, new OutcomesRequest { After = new Position { Epoch = 1, Offset = 3 } });
        var waits = await care.Api.PostAsync("/api/v1/events/outcomes", new OutcomesRequest { WaitSeconds = 31 }, token);
        var many = await care.Api.PostAsync("/api/v1/events/outcomes", new OutcomesRequest { Max = 501 }, token);

        Assert.Equal(GapReason.Epoch, other.Gap?.Reason);
        Assert.All([waits, many], a => Assert.Equal((int)ErrorCode.InvalidRequest, a.Code));
    }

    [Fact]
    public async Task A_time_is_for_durable_events_and_has_bounds()
    {
        var patient = await care.AdmitAsync();
        var fine = Some.Vital(patient.ById) with { AcknowledgeWithin = 10 };
        PublishRequest[] wrong =
        [
            fine with { AcknowledgeWithin = 9 }, fine with { AcknowledgeWithin = 86_401 }, fine with { Class = EventClass.State },
        ];

        var key = Some.Key;
        var taken = await care.Monitor.TryPublishAsync(fine, key);
        var changed = await care.Monitor.TryPublishAsync(fine with { AcknowledgeWithin = 20 }, key);
        foreach (var request in wrong)
        {
            var refused = await care.Monitor.TryPublishAsync(request);
            Assert.Equal(((int)ErrorCode.InvalidRequest, "acknowledgeWithin"), (refused.Code, refused.Json.GetProperty("path").GetString()));
        }

        Assert.Equal(HttpStatusCode.Created, taken.Status);
        Assert.Equal((int)ErrorCode.IdempotencyConflict, changed.Code);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_app_reports_and_a_publisher_follows_its_outcomes_with_the_sdk(Wire wire)
    {
        var service = await care.RegisterAsync("system/*.c");
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync(wire);
        await client.ConnectAsync();
        await using var followed = await client.FollowAsync(patient.ById, [The.Vitals], AcceptAsync);
        var publisher = service.Publisher();
        var outcomes = publisher.OutcomesAsync(cancellationToken: TestContext.Current.CancellationToken);

        await service.PublishAsync(Some.Vital(patient.ById));
        await service.PublishAsync(patient.Alarm());
        EventOutcome? accepted = null;
        await foreach (var outcome in outcomes)
        {
            if (outcome.Level != ReceiptLevel.Accepted) continue;
            accepted = outcome;
            break;
        }

        Assert.Equal((nurse.UserId, 2L), (accepted?.By, accepted?.Position.Offset));

        async Task AcceptAsync(Notification notification, CancellationToken cancellationToken)
        {
            await client.ReportSeenAsync(notification, cancellationToken);
            await client.ReportAcceptedAsync(notification, cancellationToken);
        }
    }

    [Fact]
    public async Task Those_who_run_the_house_ask_who_has_an_event_and_learn_nothing_else()
    {
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var administrator = await care.Administrator.AdministerAsync();
        var nosy = await care.Nurse.AdministerAsync();
        var patient = await care.AdmitAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = await nurse.FollowAsync(patient);
        var published = await care.Monitor.PublishAsync(patient.Alarm());
        var secret = await care.Monitor.PublishAsync(patient.Alarm() with { Resource = Some.HeartRate(2).Labelled(Confidentiality, "R") });
        await nurse.UntilEventsAsync(request.SubscriptionId, 1);
        await nurse.ReportAsync(request.SubscriptionId, published.Position.Offset, ReceiptLevel.Seen);

        var result = await administrator.ReceiversAsync(patient.ByIdentifier, published);
        var hidden = await administrator.RefusedAsync(nameof(IAdminHub.Receivers), administrator.ReceiversOf(patient.ById, secret));
        var shown = await officer.ReceiversAsync(patient.ById, secret);
        var unknown = await officer.ReceiversAsync(PatientReference.ById(Guid.NewGuid().ToString("N")), published);
        var refused = await nosy.RefusedAsync(nameof(IAdminHub.Receivers), nosy.ReceiversOf(patient.ById, published));
        var overHttp = await care.Api.PostAsync(
            "/api/v1/events/receivers", new { patient = patient.ById, position = published.Position }, (await care.Nurse.TokensAsync()).Access);

        var one = Assert.Single(result.Receivers, r => r.Subject == care.Nurse.UserId);
        Assert.Equal((true, ReceiptLevel.Seen), (result.Tracked, one.Level));
        Assert.Equal(ErrorCode.Forbidden, hidden.Code);
        Assert.Empty(shown.Receivers);
        Assert.Empty(unknown.Receivers);
        Assert.Equal((ErrorCode.Forbidden, HttpStatusCode.Forbidden), (refused.Code, overHttp.Status));
    }

    [Fact]
    public async Task Who_has_received_an_event_that_was_taken_back_stands_in_the_book()
    {
        var (nurse, gone, labs, late) = (await care.HireAsync("nurse"), await care.HireAsync("nurse"), await care.HireAsync("physician"), await care.HireAsync("nurse"));
        var patient = await care.AdmitAsync(nurse, gone, labs, late);
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        await (await nurse.ConnectAsync()).FollowAsync(patient);
        var left = await gone.ConnectAsync();
        var leaving = await left.FollowAsync(patient);
        var other = await labs.ConnectAsync();
        await other.SubscribeAsync(other.Subscribe(patient.ById, The.Labs));

        var wrong = await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await left.UntilEventsAsync(leaving.SubscriptionId, 1);
        await left.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), new UnsubscribeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = left.Welcome.ConnectionToken, SubscriptionId = leaving.SubscriptionId,
        });
        await care.Monitor.PublishAsync(new PublishRequest
        {
            Patient = patient.ById, Topic = The.Vitals, Retracts = wrong.Position, RetractReason = RetractReason.WrongPatient, Resource = default,
        });
        var next = await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await (await late.ConnectAsync()).FollowAsync(patient);
        var received = await officer.ReceiversAsync(patient.ById, wrong);
        var after = await officer.ReceiversAsync(patient.ById, next);
        var never = await officer.ReceiversAsync(patient.ById, next with { Position = next.Position with { Offset = 99 } });

        Assert.False(received.Tracked);
        Assert.Equal(new[] { nurse.UserId, gone.UserId }.Order(), received.Receivers.Select(r => r.Subject).Order());
        Assert.Equal([nurse.UserId], after.Receivers.Select(r => r.Subject));
        Assert.Empty(never.Receivers);
    }
}
