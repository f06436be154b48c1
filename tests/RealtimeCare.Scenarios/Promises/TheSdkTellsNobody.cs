using RealtimeCare.Client;
using RealtimeCare.Client.Access;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>
/// An app's logs, traces, metrics and crash reports go to people who treat nobody: whatever the SDK goes through, there is no patient in
/// what it tells, and no secret.
/// </summary>
public sealed class TheSdkTellsNobody(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Neither_a_patient_nor_a_secret_is_in_what_the_sdk_tells_of_a_bad_day(Wire wire)
    {
        using var told = new Telemetry();
        using var authority = new TestAuthority();
        await using var edge = new Edge(authority.Issue(), care);
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await using var signIn = await PasswordSignIn.SignInAsync(edge.Address, nurse.UserName, The.Password, new SignInOptions { TrustedRoots = authority.Roots });
        var options = new RealtimeCareClientOptions { Server = edge.Address, Tokens = signIn, TrustedRoots = authority.Roots, LoggerFactory = told };
        await using var client = new RealtimeCareClient(wire == Wire.MessagePack ? options.UseMessagePack() : options);
        var first = await signIn.GetAsync();
        var seen = new Record<Notification>();

        await client.ConnectAsync();
        await using var followed = await client.FollowAsync(patient.ByIdentifier, [The.Vitals], Keep(seen), FollowFrom.Start);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 2);
        await seen.UntilAllAsync(all => all.Count >= 2, "two events");
        await ErrAsync(client, told);
        await client.HandOverAsync();
        edge.Cut();
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 1);
        await seen.UntilAllAsync(all => all.Count >= 3, "the event after the cut");
        await client.SuspendAsync();
        await client.ResumeAsync();
        await using var failing = await client.FollowAsync(
            patient.ByIdentifier, [The.Vitals], (_, _) => throw new InvalidOperationException("The app's own."), FollowFrom.Start);
        told.Caught(await Assert.ThrowsAnyAsync<Exception>(() => failing.Completion.WaitAsync(TimeSpan.FromSeconds(15))));
        var last = await signIn.GetAsync();
        await EndAsync(nurse);
        await client.Ended.WaitAsync(TimeSpan.FromSeconds(15));
        told.Caught(await Assert.ThrowsAnyAsync<Exception>(() => followed.Completion.WaitAsync(TimeSpan.FromSeconds(15))));

        Assert.All(seen.Items, one => Assert.Contains(The.Canary, one.Resource.ToJson(), StringComparison.Ordinal));
        Assert.Equal(["exception", "log", "meter", "span"], told.Told.Select(line => line.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
        string[] secrets = [The.Canary, patient.Identifier.Value, The.Password, first.Value, last.Value, "Heart rate", "beats/minute"];
        Assert.Empty(told.Told.Where(line => secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase))));
        Assert.Empty(seen.Items.Select(one => $"{one} {one.Event} {one.Resource} {client.Status}").Where(text => secrets.Any(text.Contains)));
    }

    [Fact]
    public async Task Nor_is_one_in_what_a_publisher_is_told_of_what_was_refused()
    {
        using var told = new Telemetry();
        await using var signIn = new ServiceSignIn(care.Server, care.Monitor.ClientId, care.Monitor.Key, Service.KeyId, new SignInOptions { TrustedRoots = care.Roots });
        using var publisher = new CarePublisher(new RealtimeCareClientOptions { Server = care.Server, Tokens = signIn, TrustedRoots = care.Roots, LoggerFactory = told });
        var patient = await care.AdmitAsync();
        var broken = FhirJson.Parse($$"""{"resourceType":"Observation","status":"{{The.Canary}}","{{The.Canary}}":1}""");

        await CatchAsync(told, () => publisher.PublishAsync(Some.Vital(patient.ById) with { Resource = broken }, The.Canary));
        await CatchAsync(told, () => publisher.PublishAsync(Some.Vital(patient.ById) with { Topic = The.Canary }, Some.Key));
        await CatchAsync(told, () => publisher.PublishAsync(Some.Vital(PatientReference.ById(The.Canary)), Some.Key));
        await publisher.PublishAsync(Some.Vital(patient.ById), Some.Key);

        Assert.Equal(3, told.Told.Count(line => line.StartsWith("exception", StringComparison.Ordinal)));
        Assert.Empty(told.Told.Where(line => line.Contains(The.Canary, StringComparison.OrdinalIgnoreCase)));
    }

    // What a client can do wrong with patient data in its hands.
    private static async Task ErrAsync(RealtimeCareClient client, Telemetry told)
    {
        var stranger = PatientReference.ByIdentifier(The.Canary, The.Canary);
        await CatchAsync(told, () => client.SnapshotAsync(stranger, [The.Vitals]));
        await CatchAsync(told, () => client.SnapshotAsync(stranger, [The.Canary]));
        await CatchAsync(told, () => client.FollowAsync(stranger, [The.Vitals], (_, _) => Task.CompletedTask));
        await CatchAsync(told, () => client.BreakGlassAsync(stranger, new BreakGlassReason { Code = The.Canary, Text = The.Canary }));
        await CatchAsync(told, () => client.AttestAsync(Guid.NewGuid(), The.Canary));
    }

    private static async Task CatchAsync(Telemetry told, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<CareException>(call);
        told.Caught(refusal);
        Assert.NotEqual(ErrorCode.Unavailable, refusal.Error.Code);
    }

    private async Task EndAsync(Person person)
    {
        var body = new { subject = person.UserId, preview = false };
        (await care.Api.PostAsync("/api/v1/sessions/end", body, (await care.Administrator.TokensAsync()).Access)).Ok();
    }

    private static Func<Notification, CancellationToken, Task> Keep(Record<Notification> seen) => (notification, _) =>
    {
        seen.Add(notification);
        return Task.CompletedTask;
    };
}
