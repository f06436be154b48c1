using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>The same ids and names in another tenant are other patients, people and sessions.</summary>
public sealed class TenantsDoNotMeet(SharedCare shared)
{
    private const string Elsewhere = "other-hospital";

    private readonly TestCare care = shared.World;

    [Fact]
    public async Task A_nurse_of_another_tenant_finds_nobody_under_the_same_ids()
    {
        var patient = await care.AdmitAsync();
        var token = await care.ForgeAsync(care.Nurse, claims => Move(claims));
        var connection = await care.ConnectAsync(token);

        var byId = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));
        var byIdentifier = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ByIdentifier, The.Vitals));

        Assert.Equal((ErrorCode.Forbidden, ErrorCode.Forbidden), (byId.Code, byIdentifier.Code));
    }

    [Fact]
    public async Task Who_has_received_an_event_is_not_told_to_another_tenant()
    {
        var patient = await care.AdmitAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = await nurse.FollowAsync(patient);
        var published = await care.Monitor.PublishAsync(patient.Alarm());
        await nurse.UntilEventsAsync(request.SubscriptionId, 1);
        var token = await care.ForgeAsync(care.Administrator, claims => Move(claims));
        var admin = await care.ConnectAsync(token, new RawOptions { Path = RealtimeCareProtocol.AdminHubPath, Acknowledges = false });

        var byId = await admin.ReceiversAsync(patient.ById, published);
        var byIdentifier = await admin.ReceiversAsync(patient.ByIdentifier, published);

        Assert.Empty(byId.Receivers);
        Assert.Empty(byIdentifier.Receivers);
        Assert.Empty(await admin.UndeliveredAsync());
    }

    [Fact]
    public async Task An_administrator_of_another_tenant_sees_and_ends_nobody()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        var token = await care.ForgeAsync(care.Administrator, claims => Move(claims));
        var admin = await care.ConnectAsync(token, new RawOptions { Path = RealtimeCareProtocol.AdminHubPath, Acknowledges = false });
        var ask = new EndSessionsRequest { InvocationId = Guid.NewGuid(), ConnectionToken = admin.Welcome.ConnectionToken };

        var live = await admin.InvokeAsync<LiveSessionsResult>(nameof(IAdminHub.LiveSessions), new LiveSessionsRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = admin.Welcome.ConnectionToken,
        });
        var bySubject = await admin.InvokeAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), ask with { Subject = nurse.UserId });
        var bySession = await admin.InvokeAsync<EndSessionsResult>(
            nameof(IAdminHub.EndSessions), ask with { InvocationId = Guid.NewGuid(), SessionId = (await nurse.TokensAsync()).SessionId });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.DoesNotContain(live.Sessions, s => s.Subject == nurse.UserId);
        Assert.Empty(bySubject.SessionIds);
        Assert.Empty(bySession.SessionIds);
    }

    private static void Move(System.Text.Json.Nodes.JsonObject claims)
    {
        claims["tenant"] = Elsewhere;
        claims["sid"] = Guid.NewGuid().ToString();
    }
}
