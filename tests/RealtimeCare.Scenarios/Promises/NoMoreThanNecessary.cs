using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>Everybody sees exactly the fields of their audience, whichever way the event reaches them.</summary>
public sealed class NoMoreThanNecessary(SharedCare shared)
{
    private static readonly string[] ForPhysicians = ["category", "code", "effectiveDateTime", "note", "performer", "status", "valueQuantity"];
    private static readonly string[] ForNurses = ["category", "code", "effectiveDateTime", "performer", "status", "valueQuantity"];

    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_observation_shows_a_physician_more_than_a_nurse(Wire wire)
    {
        var patient = await care.AdmitAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));

        var physicians = await ReplayAsync(care.Physician, patient, The.Vitals, wire);
        var nurses = await ReplayAsync(care.Nurse, patient, The.Vitals, wire);

        Assert.Equal(ForPhysicians, Elements(physicians));
        Assert.Equal(ForNurses, Elements(nurses));
        Assert.True(nurses.Withheld > physicians.Withheld);
        Assert.True(IsSubsetted(nurses));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_encounter_shows_registration_that_it_is_and_not_why(Wire wire)
    {
        var patient = await care.AdmitAsync();
        await care.Monitor.PublishAsync(new PublishRequest { Patient = patient.ById, Topic = The.Encounters, Resource = Some.Admission });

        var registrars = await ReplayAsync(care.Registrar, patient, The.Encounters, wire);
        var physicians = await ReplayAsync(care.Physician, patient, The.Encounters, wire);

        Assert.Equal(["class", "location", "period", "status"], Elements(registrars));
        Assert.Contains("reasonCode", Elements(physicians));
        Assert.DoesNotContain(The.Canary, registrars.Resource.ToJson(), StringComparison.Ordinal);
        Assert.True(registrars.Withheld > 0);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Registration_gets_no_clinical_topic(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Registrar.ConnectAsync(wire);

        foreach (var topic in new[] { The.Vitals, The.Labs, The.Alerts })
        {
            var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, topic));
            Assert.Equal(ErrorCode.Forbidden, refused.Code);
        }
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_snapshot_is_shaped_like_a_stream(Wire wire)
    {
        var patient = await care.AdmitAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 72, EventClass.State));
        var connection = await care.Nurse.ConnectAsync(wire);

        var snapshot = await connection.InvokeAsync<SnapshotResult>(nameof(ICareHub.Snapshot), new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals],
        });

        Assert.Equal(ForNurses, Elements(Assert.Single(snapshot.Events)));
    }

    [Fact]
    public async Task An_event_labelled_above_the_ceiling_reaches_neither_nurse_nor_physician()
    {
        var patient = await care.AdmitAsync();
        var labelled = Some.HeartRate(99).ToJson().Replace(
            "\"status\"",
            "\"meta\": {\"security\": [{\"system\": \"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\", \"code\": \"R\"}]}, \"status\"",
            StringComparison.Ordinal);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = FhirJson.Parse(labelled) });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3));

        foreach (var person in new[] { care.Nurse, care.Physician })
        {
            var connection = await person.ConnectAsync();
            var request = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
            await connection.SubscribeAsync(request);
            await connection.Received.UntilAllAsync(_ => connection.EventsOf(request.SubscriptionId).Any(e => IsBeats(e, 3)), "the event behind the labelled one");

            Assert.DoesNotContain(connection.EventsOf(request.SubscriptionId), e => IsBeats(e, 99));
        }
    }

    private static bool IsBeats(CareEvent careEvent, int beats) => careEvent.Json().TryGetProperty("valueQuantity", out _) && careEvent.Beats() == beats;

    private static async Task<CareEvent> ReplayAsync(Person person, TestPatient patient, string topic, Wire wire)
    {
        var connection = await person.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, topic) with { From = FollowFrom.Start };
        await connection.SubscribeAsync(request);
        return (await connection.UntilEventsAsync(request.SubscriptionId, 1))[0];
    }

    private static IEnumerable<string> Elements(CareEvent careEvent) =>
        careEvent.Json().EnumerateObject().Select(p => p.Name).Where(n => n is not ("resourceType" or "id" or "meta" or "subject")).Order(StringComparer.Ordinal);

    private static bool IsSubsetted(CareEvent careEvent) =>
        careEvent.Json().TryGetProperty("meta", out var meta) && meta.TryGetProperty("tag", out var tags)
        && tags.EnumerateArray().Any(t => t.GetProperty("code").GetString() == "SUBSETTED");
}
