using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>An alarm that nobody has seen in time is told to its publisher and to who runs the house, once, whatever the host went through.</summary>
public sealed class NoAlarmFallsSilent : IAsyncLifetime
{
    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    private RecordingTrail Trail => care.Host.Services.GetRequiredService<RecordingTrail>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o =>
    {
        o.Time = clock;
        o.Replace = RecordingTrail.Replace;
    });

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task An_alarm_that_only_a_machine_has_taken_is_undelivered_until_a_person_sees_it()
    {
        var patient = await care.AdmitAsync();
        var administrator = await care.Administrator.AdministerAsync();
        var nosy = await care.Registrar.AdministerAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = await nurse.FollowAsync(patient);
        var published = await care.Monitor.PublishAsync(patient.Alarm() with { AcknowledgeWithin = 20 });
        var secret = await care.Monitor.PublishAsync(patient.Alarm() with
        {
            AcknowledgeWithin = 20, Resource = Some.HeartRate(2).Labelled(Confidentiality, "R"),
        });
        await nurse.UntilEventsAsync(request.SubscriptionId, 1);
        var delivered = await care.UntilOutcomesAsync(care.Monitor, 1);

        await PassAsync(21, administrator.UndeliveredAsync);
        await ChangedAsync(administrator, 1);
        var told = await care.UntilOutcomesAsync(care.Monitor, 2, delivered[^1].Cursor);
        var listed = await administrator.UndeliveredAsync();
        await nurse.ReportAsync(request.SubscriptionId, published.Position.Offset, ReceiptLevel.Accepted);
        await ChangedAsync(administrator, 2);
        var left = await administrator.UndeliveredAsync();
        await Trail.Written.UntilAllAsync(all => all.Count(e => e.Kind == EntryKinds.EventUndelivered) >= 2, "the entries");

        Assert.All(told, o => Assert.Equal((ReceiptLevel.Undelivered, null), (o.Level, o.By)));
        Assert.Equal(new[] { published.EventId, secret.EventId }.Order(), told.Select(o => o.EventId).Order());
        var plain = listed.Single(e => e.EventId == published.EventId);
        Assert.Equal((patient.Id, published.Position, 1, care.Monitor.ClientId), (plain.PatientId, plain.Position, plain.Delivered, plain.Publisher));
        var hidden = listed.Single(e => e.EventId == secret.EventId);
        Assert.Equal((null, null, true, 0), (hidden.PatientId, hidden.Position, hidden.Restricted, hidden.Delivered));
        Assert.Equal([secret.EventId], left.Select(e => e.EventId));
        Assert.DoesNotContain(nosy.Received.Items, r => r.Name == nameof(IAdminClient.UndeliveredChanged));
        Assert.Equal(2, Trail.Written.Items.Count(e => e.Kind == EntryKinds.EventUndelivered && e.Patient == patient.Id));
        Assert.Contains(Trail.Written.Items, e => e.Kind == EntryKinds.DeliveryReported && e.Patient == patient.Id && e.Reason == "accepted" && e.Actor == care.Nurse.UserId);
    }

    [Fact]
    public async Task A_time_that_was_over_while_the_host_was_down_is_told_afterwards_and_once()
    {
        var patient = await care.AdmitAsync();
        var published = await care.Monitor.PublishAsync(patient.Alarm() with { AcknowledgeWithin = 20 });

        await care.Host.StopAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await care.Host.StartAsync();
        await care.Monitor.SignInAnewAsync();
        await PassAsync(2, () => care.OutcomesAsync(care.Monitor, new OutcomesRequest()));
        var told = await care.UntilOutcomesAsync(care.Monitor, 1);
        await care.RestartAsync();
        await PassAsync(2, () => care.OutcomesAsync(care.Monitor, new OutcomesRequest()));
        var again = await care.OutcomesAsync(care.Monitor, new OutcomesRequest { After = told[^1].Cursor });

        Assert.Equal([(ReceiptLevel.Undelivered, published.EventId)], told.Select(o => (o.Level, o.EventId)));
        Assert.Empty(again.Outcomes);
    }

    // With a call after each second, so that the book keeps up: a disk that takes five seconds counts as broken.
    private async Task PassAsync<T>(int seconds, Func<Task<T>> call)
    {
        for (var passed = 0; passed < seconds; passed++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await call();
        }
    }

    private static async Task ChangedAsync(RawConnection administrator, int times) => await administrator.Received.UntilAllAsync(
        all => all.Count(r => r.Name == nameof(IAdminClient.UndeliveredChanged)) >= times, "UndeliveredChanged");
}
