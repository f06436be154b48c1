using System.Net;
using System.Text.Json.Nodes;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>
/// What is published to a person. Abuse would be to read somebody else's inbox, or to read in one's own of a patient whom one may not
/// follow: tried are other people, other claims on resume, patients who are none of theirs or not any more, and resources that name
/// them in other ways.
/// </summary>
public sealed class InboxScenarios(SharedCare shared)
{
    private const string Inbox = "inbox";
    private readonly TestCare care = shared.World;

    private static CancellationToken Patience => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).Token;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_person_gets_what_was_published_to_them_and_nobody_else_does(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var other = await care.HireAsync("nurse");
        var mine = await nurse.ConnectAsync(wire);
        var theirs = await other.ConnectAsync(wire);
        var (request, stranger) = (Follow(mine), Follow(theirs));
        var result = await FollowAsync(mine, request);
        await FollowAsync(theirs, stranger);

        var published = await care.Monitor.PublishAsync(To(nurse, "Call the lab"));
        await care.Monitor.PublishAsync(To(other, "Yours"));
        var events = await mine.UntilEventsAsync(request.SubscriptionId, 1);
        await theirs.UntilEventsAsync(stranger.SubscriptionId, 1);

        Assert.Equal(("", "", 1L), (result.PatientId, published.PatientId, published.Position.Offset));
        Assert.Equal([(Inbox, "Call the lab")], events.Select(e => (e.Topic, TextOf(e))));
        Assert.Equal(["Yours"], theirs.EventsOf(stranger.SubscriptionId).Select(TextOf));
    }

    [Fact]
    public async Task What_names_a_patient_comes_only_while_the_person_may_follow_that_patient()
    {
        var nurse = await care.HireAsync("nurse");
        var (own, foreign) = (await care.AdmitAsync(nurse), await care.AdmitAsync());
        var connection = await nurse.ConnectAsync();
        var request = Follow(connection);
        await FollowAsync(connection, request);

        await care.Monitor.PublishAsync(To(nurse, "not yours", foreign));
        await care.Monitor.PublishAsync(To(nurse, "yours", own));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);
        await care.SetTeamAsync(own, care.Physician);
        await care.Monitor.PublishAsync(To(nurse, "not any more", own));
        await care.Monitor.PublishAsync(To(nurse, "of nobody"));
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 2);

        Assert.Equal(["yours", "of nobody"], events.Select(TextOf));
        Assert.Equal([2L, 4L], events.Select(e => e.Offset));
    }

    [Fact]
    public async Task A_claim_on_resume_is_one_on_the_own_inbox()
    {
        var nurse = await care.HireAsync("nurse");
        var other = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var first = await nurse.ConnectAsync();
        var request = Follow(first);
        var result = await FollowAsync(first, request);
        await care.Monitor.PublishAsync(To(nurse, "one"));
        await first.UntilEventsAsync(request.SubscriptionId, 1);
        var read = new ResumedSubscription
        {
            SubscriptionId = request.SubscriptionId, PatientId = patient.Id, Inbox = true, Topics = [Inbox], After = result.Start, StateAfter = 0,
        };

        var stranger = await other.ConnectAsync();
        var claimed = await stranger.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), stranger.Resume(read));
        await first.DisposeAsync();
        var second = await nurse.ConnectAsync();
        var resumed = await second.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), second.Resume(read with { After = result.Start with { Offset = 1 }, PatientId = "" }));
        await care.Monitor.PublishAsync(To(nurse, "two"));
        await care.Monitor.PublishAsync(To(other, "for the other"));
        var events = await second.UntilEventsAsync(request.SubscriptionId, 1);
        var others = await stranger.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal([ResumeStatus.Resumed, ResumeStatus.Resumed], claimed.Subscriptions.Concat(resumed.Subscriptions).Select(s => s.Status));
        Assert.Equal(["two"], events.Select(TextOf));
        Assert.Equal(["for the other"], others.Select(TextOf));
    }

    [Theory]
    [InlineData("""{"patient":true}""", ErrorCode.InvalidRequest)]
    [InlineData("""{"topic":"alerts"}""", ErrorCode.InvalidRequest)]
    [InlineData("""{"class":"state"}""", ErrorCode.InvalidRequest)]
    [InlineData("""{"recipient":"no such/name"}""", ErrorCode.InvalidRequest)]
    [InlineData("""{"recipient":null,"patient":true}""", ErrorCode.InvalidRequest)]
    [InlineData("""{"recipient":null}""", ErrorCode.InvalidRequest)]
    [InlineData("""{"subject":{"reference":"Patient/nobody-of-ours"}}""", ErrorCode.Forbidden)]
    [InlineData("""{"subject":{"identifier":{"system":"urn:x","value":"1"}}}""", ErrorCode.InvalidResource)]
    [InlineData("""{"subject":{"reference":"https://ehr.example/Patient/1"}}""", ErrorCode.InvalidResource)]
    [InlineData("""{"subject":{"reference":"Patient/a"},"about":[{"reference":"Patient/b"}]}""", ErrorCode.InvalidResource)]
    [InlineData("""{"contained":[{"resourceType":"Patient","id":"p"}]}""", ErrorCode.InvalidResource)]
    public async Task A_publisher_who_names_people_in_another_way_is_refused(string change, ErrorCode code)
    {
        var patient = await care.AdmitAsync();
        var request = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(To(care.Nurse, "x"), System.Text.Json.JsonSerializerOptions.Web))!.AsObject();
        request["resource"] = JsonNode.Parse(Note("x", null).ToJson());
        request.Remove("patient");
        (request["class"], request["severity"]) = ("durable", "routine");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            if (name == "patient") request["patient"] = new JsonObject { ["id"] = patient.Id };
            else if (name is "subject" or "about" or "contained") request["resource"]![name] = value?.DeepClone();
            else request[name] = value?.DeepClone();
        }

        var answer = await care.Api.PostAsync("/api/v1/events", request, (await care.Monitor.TokensAsync()).Access, Some.Key);

        Assert.Equal((int)code, answer.Json.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Whether_there_is_such_a_person_is_not_told_and_services_have_no_inbox_to_follow()
    {
        var known = await care.Monitor.TryPublishAsync(To(await care.HireAsync("nurse"), "x"));
        var unknown = await care.Monitor.TryPublishAsync(new PublishRequest { Recipient = Guid.NewGuid().ToString(), Topic = Inbox, Resource = Note("x", null) });
        var service = await care.ConnectAsync((await care.Monitor.TokensAsync()).Access);
        var refused = await service.RefusedAsync(nameof(ICareHub.FollowInbox), Follow(service));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (known.Status, unknown.Status));
        Assert.Equal(1, unknown.As<PublishResult>().Position.Offset);
        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Fact]
    public async Task What_is_labelled_lies_apart_and_only_who_is_cleared_follows_it()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync();
        var request = Follow(connection);
        await FollowAsync(connection, request);
        var labelled = To(nurse, "labelled") with { Resource = Note("labelled", null).Labelled("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R") };

        var published = await care.Monitor.PublishAsync(labelled);
        await care.Monitor.PublishAsync(To(nurse, "plain"));
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 1);
        var refused = await connection.RefusedAsync(nameof(ICareHub.FollowInbox), Follow(connection) with { Restricted = true });

        Assert.True(published.Restricted);
        Assert.Equal(["plain"], events.Select(TextOf));
        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_app_goes_on_in_its_inbox_over_a_handover_and_after_a_new_sign_in(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        await care.Monitor.PublishAsync(To(nurse, "1"));
        var first = await nurse.ClientAsync(wire);
        await first.ConnectAsync(Patience);
        List<string> seen = [];
        await foreach (var notification in first.FollowInboxAsync(cancellationToken: Patience))
        {
            seen.Add(TextOf(notification.Event));
            if (seen.Count == 3) break;
            await first.HandOverAsync(Patience);
            await care.Monitor.PublishAsync(To(nurse, $"{seen.Count + 1}"));
        }

        await first.DisposeAsync();
        await care.Monitor.PublishAsync(To(nurse, "4"));
        var second = await nurse.ClientAsync(wire);
        await second.ConnectAsync(Patience);
        Notification? last = null;
        await foreach (var notification in second.FollowInboxAsync(cancellationToken: Patience))
        {
            last = notification;
            if (TextOf(notification.Event) == "4") break;
            Assert.True(notification.IsRepeated);
        }

        Assert.Equal(["1", "2", "3"], seen);
        Assert.Equal(("4", false, ""), (TextOf(last!.Event), last.IsRepeated, last.PatientId));
    }

    private static FollowInboxRequest Follow(RawConnection connection) =>
        new() { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = Guid.NewGuid() };

    private static Task<SubscribeResult> FollowAsync(RawConnection connection, FollowInboxRequest request) =>
        connection.InvokeAsync<SubscribeResult>(nameof(ICareHub.FollowInbox), request);

    private static PublishRequest To(Person person, string text, TestPatient? about = null) =>
        new() { Recipient = person.UserId, Topic = Inbox, Resource = Note(text, about) };

    private static FhirJson Note(string text, TestPatient? about)
    {
        var note = new JsonObject
        {
            ["resourceType"] = "Communication", ["status"] = "completed", ["payload"] = new JsonArray(new JsonObject { ["contentString"] = text }),
        };
        if (about is not null) note["subject"] = new JsonObject { ["reference"] = "Patient/" + about.Id };
        return FhirJson.Parse(note.ToJsonString());
    }

    private static string TextOf(CareEvent arrived) => arrived.Json().GetProperty("payload")[0].GetProperty("contentString").GetString()!;
}
