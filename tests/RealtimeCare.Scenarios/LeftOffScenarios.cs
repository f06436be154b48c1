using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>
/// A person goes on where they left off, on whichever device. Abuse would be to read or move somebody else's place: nothing of it is in a
/// request, so tried are other people, narrower audiences, and rights that are gone.
/// </summary>
public sealed class LeftOffScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    private static CancellationToken Patience => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).Token;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Another_device_goes_on_behind_what_was_acknowledged_and_says_what_comes_again(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var ward = await ReadAsync(nurse, patient, acknowledged: 3, unacknowledged: 2, wire);

        var phone = await SignInAnewAsync(nurse, wire);
        var request = LeftOff(phone, patient);
        var result = await UntilStartAsync(phone, request, 3);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 6));
        var events = await phone.UntilEventsAsync(request.SubscriptionId, 3);

        Assert.Equal([(4, true), (5, true), (6, false)], events.Select(e => (e.Beats(), e.Repeated)));
        Assert.Equal((5L, null), (result.RepeatedThrough, result.Gap));
        Assert.DoesNotContain(ward.Received.Items.Where(r => r.Name == nameof(ICareClient.Events)).SelectMany(r => r.As<EventBatch>().Events), e => e.Repeated);
    }

    [Fact]
    public async Task Who_never_followed_starts_with_the_first_event_that_is_kept_and_nobody_shares_a_place()
    {
        var nurse = await care.HireAsync("nurse");
        var other = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse, other);
        await ReadAsync(nurse, patient, acknowledged: 3, unacknowledged: 0, Wire.Json);

        var connection = await other.ConnectAsync();
        var request = LeftOff(connection, patient);
        var result = await connection.SubscribeAsync(request);
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 3);

        Assert.Equal((0L, 0L, null), (result.Start.Offset, result.RepeatedThrough, result.Gap));
        Assert.Equal([(1, false), (2, false), (3, false)], events.Select(e => (e.Beats(), e.Repeated)));
    }

    [Fact]
    public async Task The_lowest_place_of_the_topics_counts()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await ReadAsync(nurse, patient, acknowledged: 2, unacknowledged: 0, Wire.Json);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3) with { Topic = The.Labs });

        var connection = await SignInAnewAsync(nurse, Wire.Json);
        var both = connection.Subscribe(patient.ById, The.Vitals, The.Labs) with { From = FollowFrom.LeftOff };
        var result = await connection.SubscribeAsync(both);
        var events = await connection.UntilEventsAsync(both.SubscriptionId, 3);

        Assert.Equal(0, result.Start.Offset);
        Assert.Equal([(1, true), (2, true), (3, false)], events.Select(e => (e.Beats(), e.Repeated)));
    }

    [Fact]
    public async Task What_was_skipped_or_seen_on_a_lock_screen_only_is_not_taken_for_seen()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await ReadAsync(nurse, patient, acknowledged: 2, unacknowledged: 0, Wire.Json);
        for (var beats = 3; beats <= 4; beats++) await care.Monitor.PublishAsync(Some.Vital(patient.ById, beats));

        var phone = await SignInAnewAsync(nurse, Wire.Json);
        var fromNow = phone.Subscribe(patient.ById, The.Vitals);
        var locked = LeftOff(phone, patient) with { Audience = "lock-screen" };
        await phone.SubscribeAsync(fromNow);
        await phone.SubscribeAsync(locked);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 5));
        await phone.UntilEventsAsync(fromNow.SubscriptionId, 1);
        await phone.UntilEventsAsync(locked.SubscriptionId, 3);
        await AnswersAsync(phone);

        var tablet = await SignInAnewAsync(nurse, Wire.Json);
        var request = LeftOff(tablet, patient);
        var result = await tablet.SubscribeAsync(request);
        var events = await tablet.UntilEventsAsync(request.SubscriptionId, 3);

        Assert.Equal(2, result.Start.Offset);
        Assert.Equal([3, 4, 5], events.Select(e => e.Beats()));
    }

    [Fact]
    public async Task Todays_rights_decide_and_the_place_waits_until_they_are_back()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await ReadAsync(nurse, patient, acknowledged: 2, unacknowledged: 1, Wire.Json);
        await care.SetTeamAsync(patient, care.Physician);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4));
        var connection = await SignInAnewAsync(nurse, Wire.Json);
        var request = LeftOff(connection, patient);

        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), request);
        await care.SetTeamAsync(patient, nurse);
        var result = await connection.SubscribeAsync(request);
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 2);

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
        Assert.Equal(2, result.Start.Offset);
        Assert.Equal([(3, true), (4, false)], events.Select(e => (e.Beats(), e.Repeated)));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task What_was_on_its_way_when_a_connection_broke_is_marked_and_a_resume_keeps_the_place(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var before = await ConnectSilentAsync(nurse, wire);
        var request = before.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
        var result = await before.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 4);
        await before.UntilEventsAsync(request.SubscriptionId, 4);
        await before.DisposeAsync();

        var after = await nurse.ConnectAsync(wire);
        var read = before.AsReceived(request, result) with { After = result.Start with { Offset = 2 }, Start = result.Start.Offset, From = FollowFrom.Start };
        await after.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), after.Resume(read));
        var events = await after.UntilEventsAsync(request.SubscriptionId, 2);
        var phone = await SignInAnewAsync(nurse, wire);

        Assert.Equal([(3, true), (4, true)], events.Select(e => (e.Beats(), e.Repeated)));
        await UntilStartAsync(phone, LeftOff(phone, patient), 4);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_app_that_was_killed_shows_the_rest_as_repeated_after_a_new_sign_in(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 4);
        var first = await nurse.ClientAsync(wire);
        await first.ConnectAsync(Patience);
        var handled = new Record<int>();
        var never = new TaskCompletionSource();
        await first.FollowAsync(patient.ById, [The.Vitals], (n, _) => HandleAsync(n), new FollowOptions { From = FollowFrom.LeftOff }, Patience);
        await handled.UntilAllAsync(list => list.Count == 2, "two handled events");
        var looking = await SignInAnewAsync(nurse, wire);
        await UntilStartAsync(looking, LeftOff(looking, patient) with { Audience = "lock-screen" }, 2);
        await first.DisposeAsync();

        var second = await nurse.ClientAsync(wire);
        await second.ConnectAsync(Patience);
        List<Notification> seen = [];
        await foreach (var notification in second.FollowAsync(patient.ById, [The.Vitals], FollowFrom.LeftOff, Patience))
        {
            seen.Add(notification);
            if (notification.Event.Beats() == 4) await care.Monitor.PublishAsync(Some.Vital(patient.ById, 5));
            if (notification.Event.Beats() == 5) break;
        }

        Assert.Equal([(3, true), (4, true), (5, false)], seen.Select(n => (n.Event.Beats(), n.IsRepeated)));

        async Task HandleAsync(Notification notification)
        {
            if (notification.Event.Beats() > 2) await never.Task;
            handled.Add(notification.Event.Beats());
        }
    }

    private static SubscribeRequest LeftOff(RawConnection connection, TestPatient patient) =>
        connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.LeftOff };

    private async Task<RawConnection> SignInAnewAsync(Person person, Wire wire) =>
        await care.ConnectAsync((await person.SignInAsync()).Access, new RawOptions { Wire = wire });

    private static async Task<RawConnection> ConnectSilentAsync(Person person, Wire wire)
    {
        var connection = await person.ConnectAsync(new RawOptions { Wire = wire, Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        return connection;
    }

    /// <summary>A connection on which some events were acknowledged and some more only received.</summary>
    private async Task<RawConnection> ReadAsync(Person person, TestPatient patient, int acknowledged, int unacknowledged, Wire wire)
    {
        var connection = await ConnectSilentAsync(person, wire);
        var request = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
        await connection.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, acknowledged);
        await connection.UntilEventsAsync(request.SubscriptionId, acknowledged);
        connection.Acknowledge(connection.BatchesOf(request.SubscriptionId)[^1]);
        var looking = await SignInAnewAsync(person, wire);
        await UntilStartAsync(looking, LeftOff(looking, patient) with { Audience = "lock-screen" }, acknowledged);
        await looking.DisposeAsync();
        for (var i = 1; i <= unacknowledged; i++) await care.Monitor.PublishAsync(Some.Vital(patient.ById, acknowledged + i));
        await connection.UntilEventsAsync(request.SubscriptionId, acknowledged + unacknowledged);
        return connection;
    }

    /// <summary>Acknowledgements come by a stream of their own: asks until they have arrived.</summary>
    private static async Task<SubscribeResult> UntilStartAsync(RawConnection connection, SubscribeRequest request, long offset)
    {
        // The SDK gathers them for up to a second.
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(150));
        for (var i = 0; i < 60; i++)
        {
            var result = await connection.SubscribeAsync(request with { InvocationId = Guid.NewGuid() });
            if (result.Start.Offset == offset) return result;
            await again.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Nobody left off at {offset}.");
    }

    private static Task<ReportActivityResult> AnswersAsync(RawConnection connection) => connection.InvokeAsync<ReportActivityResult>(
        nameof(ICareHub.ReportActivity), new ReportActivityRequest { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken });
}
