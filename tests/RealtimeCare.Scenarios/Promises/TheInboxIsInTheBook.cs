using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>What an inbox says of a patient waits for an entry about that patient, and what is passed over has one too.</summary>
public sealed class TheInboxIsInTheBook(RecordedCare recorded) : IClassFixture<RecordedCare>
{
    private readonly TestCare care = recorded.World;

    [Fact]
    public async Task Who_was_shown_what_of_whom_is_found_by_the_patient()
    {
        var nurse = await care.HireAsync("nurse");
        var (own, foreign) = (await care.AdmitAsync(nurse), await care.AdmitAsync());
        var connection = await nurse.ConnectAsync();
        var request = new FollowInboxRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = Guid.NewGuid(),
        };
        await connection.InvokeAsync<SubscribeResult>(nameof(ICareHub.FollowInbox), request);

        await care.Monitor.PublishAsync(About(nurse, foreign));
        await care.Monitor.PublishAsync(About(nurse, own));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);

        var book = recorded.Trail.Written.Items;
        Assert.Contains(book, e => e.Kind == EntryKinds.DeliveryEntitled && e.Patient == own.Id && e.Subscription == request.SubscriptionId);
        Assert.Contains(book, e => e.Outcome == EntryOutcome.Denied && e.Patient == foreign.Id && e.Actor == nurse.UserId && e.Operation == "stream.subscribe");
        Assert.DoesNotContain(book, e => e.Kind == EntryKinds.DeliveryEntitled && e.Patient == foreign.Id);
        Assert.Contains(book, e => e.Kind == EntryKinds.EventPublished && e.Patient == own.Id && e.Target == nurse.UserId);
    }

    private static PublishRequest About(Person person, TestPatient patient) => new()
    {
        Recipient = person.UserId,
        Topic = "inbox",
        Resource = FhirJson.Parse($$"""{"resourceType":"Communication","status":"completed","subject":{"reference":"Patient/{{patient.Id}}"} }"""),
    };
}
