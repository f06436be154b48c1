using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>The same ways with the SDK, as an app would use it.</summary>
public sealed class SdkScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    private static CancellationToken Patience => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).Token;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_app_follows_a_patient_as_a_stream(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync(wire);
        await client.ConnectAsync(Patience);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);

        var seen = await TakeAsync(client.FollowAsync(patient.ByIdentifier, [The.Vitals], FollowFrom.Start, Patience), 3);

        Assert.Equal([1, 2, 3], seen.Select(n => n.Event.Beats()));
        Assert.All(seen, n => Assert.Equal(patient.Id, n.PatientId));
        Assert.Equal(ConnectionState.Live, client.Status.State);
    }

    [Fact]
    public async Task A_handover_in_the_middle_of_a_stream_is_not_seen()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync();
        await client.ConnectAsync(Patience);
        var seen = new Record<int>();
        await using var followed = await client.FollowAsync(patient.ById, [The.Vitals], Keep(seen), FollowFrom.Start, Patience);

        var publishing = care.Monitor.PublishHeartRatesAsync(patient.ById, 60);
        await seen.UntilAllAsync(s => s.Count >= 5, "the first events");
        await client.HandOverAsync(Patience);
        await client.HandOverAsync(Patience);
        await publishing;
        await seen.UntilAllAsync(s => s.Count >= 60, "all 60 events");

        Assert.Equal(Enumerable.Range(1, 60), seen.Items);
    }

    [Fact]
    public async Task A_stranger_is_denied_with_a_typed_error()
    {
        var patient = await care.AdmitAsync();
        var stranger = await care.HireAsync("nurse");
        var client = await stranger.ClientAsync();
        await client.ConnectAsync(Patience);

        var following = await Assert.ThrowsAsync<CareException>(() => TakeAsync(client.FollowAsync(patient.ById, [The.Vitals], FollowFrom.Now, Patience), 1));
        var looking = await Assert.ThrowsAsync<CareException>(() => client.SnapshotAsync(patient.ById, [The.Vitals], Patience));

        Assert.Equal((ErrorCode.Forbidden, ErrorCode.Forbidden), (following.Error.Code, looking.Error.Code));
    }

    [Fact]
    public async Task A_stream_whose_access_is_withdrawn_ends_and_the_client_lives()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync();
        await client.ConnectAsync(Patience);
        await using var followed = await client.FollowAsync(patient.ById, [The.Vitals], (_, _) => Task.CompletedTask, FollowFrom.Now, Patience);

        await care.SetTeamAsync(patient, care.Physician);
        var ended = await Assert.ThrowsAsync<SubscriptionEndedException>(() => followed.Completion.WaitAsync(Patience));

        Assert.Equal(SubscriptionEnd.AccessWithdrawn, ended.Reason);
        Assert.Equal(ConnectionState.Live, client.Status.State);
    }

    [Fact]
    public async Task A_forced_end_is_terminal()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync();
        await client.ConnectAsync(Patience);
        await using var followed = await client.FollowAsync(patient.ById, [The.Vitals], (_, _) => Task.CompletedTask, FollowFrom.Now, Patience);
        await using var admin = new CareAdministrator(await care.Administrator.OptionsAsync());
        await admin.ConnectAsync(Patience);

        var live = await admin.LiveSessionsAsync(Patience);
        var report = await admin.EndSessionsOfAsync(nurse.UserId, cancellationToken: Patience);
        var reason = await client.Ended.WaitAsync(Patience);

        Assert.Contains(live, s => s.Subject == nurse.UserId && s.Connections == 1);
        Assert.NotNull(report.Receipt);
        Assert.Equal(EndReason.Ended, reason);
        Assert.Equal(ConnectionState.SignedOut, client.Status.State);
        await Assert.ThrowsAsync<SessionEndedException>(() => client.SnapshotAsync(patient.ById, [The.Vitals], Patience));
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var nurse = await care.HireAsync("nurse");
        var options = await nurse.OptionsAsync();
        await using var client = new RealtimeCareClient(options);
        await client.ConnectAsync(Patience);
        var token = await options.Tokens!.GetAsync(null, Patience);

        await ((PasswordSignIn)options.Tokens!).SignOutAsync(Patience);

        await Assert.ThrowsAnyAsync<Exception>(async () => await options.Tokens!.GetAsync(token, Patience));
    }

    [Fact]
    public async Task A_publisher_repeats_without_doubling()
    {
        var patient = await care.AdmitAsync();
        var publisher = care.Monitor.Publisher();
        var key = Some.Key;

        var first = await publisher.PublishAsync(Some.Vital(patient.ById), key, Patience);
        var again = await publisher.PublishAsync(Some.Vital(patient.ById), key, Patience);
        var batch = await publisher.PublishBatchAsync([Some.Vital(patient.ById, 2) with { IdempotencyKey = Some.Key }], Patience);
        var refused = await Assert.ThrowsAsync<CareException>(() => publisher.PublishAsync(Some.Vital(patient.ById) with { Topic = "horoscope" }, Some.Key, Patience));

        Assert.Equal(first.Position, again.Position);
        Assert.True(again.Duplicate);
        Assert.Equal(first.Position.Offset + 1, Assert.Single(batch.Results).Result!.Position.Offset);
        Assert.Equal(ErrorCode.UnknownTopic, refused.Error.Code);
    }

    [Fact]
    public async Task An_administrator_manages_people_and_services()
    {
        await using var admin = new CareAdministrator(await care.Administrator.OptionsAsync());
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var name = Some.UserName("physician");

        var user = await admin.CreateUserAsync(name, The.Password, ["physician"], cancellationToken: Patience);
        var changed = await admin.SetUserAsync(user.UserId, roles: ["nurse"], cancellationToken: Patience);
        var service = await admin.RegisterServiceAsync($"service-{Some.Number}", "Laboratory", ["system/Observation.c"], ServiceSignIn.PublicJwk(key, "key-1"), Patience);
        var people = await admin.ListUsersAsync(Patience);
        var services = await admin.ListServicesAsync(Patience);
        await admin.RemoveServiceAsync(service.ClientId, Patience);
        var left = await admin.ListServicesAsync(Patience);

        Assert.Equal(["nurse"], changed.Roles);
        Assert.Contains(people, p => p.UserId == user.UserId && p.UserName == name);
        Assert.Contains(services, s => s.ClientId == service.ClientId);
        Assert.DoesNotContain(left, s => s.ClientId == service.ClientId);
    }

    private static Func<Notification, CancellationToken, Task> Keep(Record<int> seen) => (notification, _) =>
    {
        seen.Add(notification.Event.Beats());
        return Task.CompletedTask;
    };

    private static async Task<List<Notification>> TakeAsync(IAsyncEnumerable<Notification> stream, int count)
    {
        var taken = new List<Notification>();
        await foreach (var notification in stream)
        {
            taken.Add(notification);
            if (taken.Count == count) break;
        }

        return taken;
    }
}
