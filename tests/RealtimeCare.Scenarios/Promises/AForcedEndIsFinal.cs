using System.Net;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>An ended session gets its notice, nothing more, and no way back but a new sign-in.</summary>
public sealed class AForcedEndIsFinal(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task The_session_is_told_closed_and_refused_on_its_comeback(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var tokens = await nurse.TokensAsync();
        var connection = await nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);

        var report = await EndAsync(r => r with { SessionId = tokens.SessionId }, wire);
        var ending = await connection.UntilEndingAsync();
        await connection.Closed;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        var (comeback, _) = await care.UpgradeAsync(tokens.Access);
        var refreshed = await SignIn.RefreshAsync(care.Api, tokens.Refresh!);
        await UntilLetInAnewAsync(nurse);

        Assert.Equal(EndReason.Ended, ending.As<SessionEnding>().Reason);
        Assert.Equal([tokens.SessionId], report.SessionIds);
        Assert.Equal(1, report.ConnectionsClosed);
        Assert.NotNull(report.Receipt);
        Assert.Equal(HttpStatusCode.Unauthorized, comeback);
        Assert.Equal(HttpStatusCode.BadRequest, refreshed.Status);
        Assert.Empty(connection.EventsOf(request.SubscriptionId));
    }

    [Fact]
    public async Task A_disabled_person_is_refused_at_once_also_with_a_token_that_never_connected()
    {
        var colleague = await care.HireAsync("administrator");
        var tokens = await colleague.TokensAsync();
        var before = await care.Api.GetAsync("/api/v1/sessions", tokens.Access);

        (await care.Api.PatchAsync($"/api/v1/users/{colleague.UserId}", new { disabled = true }, (await care.Administrator.TokensAsync()).Access)).Ok();
        var sessions = await care.Api.GetAsync("/api/v1/sessions", tokens.Access);
        var accounts = await care.Api.PatchAsync($"/api/v1/users/{colleague.UserId}", new { disabled = false }, tokens.Access);

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, sessions.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, accounts.Status);
    }

    [Fact]
    public async Task All_sessions_of_a_person_end_together()
    {
        var nurse = await care.HireAsync("nurse");
        var first = await nurse.ConnectAsync();
        var second = await care.ConnectAsync((await nurse.SignInAsync()).Access);

        var report = await EndAsync(r => r with { Subject = nurse.UserId });
        await first.Closed;
        await second.Closed;

        Assert.Equal(2, report.SessionIds.Count);
        Assert.Equal(2, report.ConnectionsClosed);
    }

    [Fact]
    public async Task A_preview_names_whom_it_would_hit_and_ends_nobody()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);

        var preview = await EndAsync(r => r with { Subject = nurse.UserId, Preview = true });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal([(await nurse.TokensAsync()).SessionId], preview.SessionIds);
        Assert.Null(preview.Receipt);
    }

    [Fact]
    public async Task The_HTTP_API_ends_sessions_too()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync();
        var admin = (await care.Administrator.TokensAsync()).Access;

        var live = (await care.Api.GetAsync("/api/v1/sessions", admin)).Ok().As<LiveSessionsResult>();
        var report = (await care.Api.PostAsync("/api/v1/sessions/end", new { subject = nurse.UserId, preview = false }, admin)).Ok().As<EndSessionsResult>();
        await connection.Closed;

        Assert.Contains(live.Sessions, s => s.Subject == nurse.UserId && s.Connections == 1);
        Assert.Equal(1, report.ConnectionsClosed);
    }

    [Fact]
    public async Task Who_is_no_administrator_ends_and_sees_nobody()
    {
        var token = (await care.Physician.TokensAsync()).Access;

        var list = await care.Api.GetAsync("/api/v1/sessions", token);
        var end = await care.Api.PostAsync("/api/v1/sessions/end", new { subject = care.Nurse.UserId, preview = false }, token);
        var hub = await RefusalOnAdminHubAsync(token);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (list.Status, end.Status));
        Assert.True(hub is null or ErrorCode.Forbidden);
    }

    [Fact]
    public async Task An_end_names_exactly_one_target()
    {
        var connection = await care.Administrator.AdministerAsync();
        var both = Request(connection) with { SessionId = "x", Subject = "y" };

        var twice = await connection.RefusedAsync(nameof(IAdminHub.EndSessions), both);
        var none = await connection.RefusedAsync(nameof(IAdminHub.EndSessions), Request(connection));

        Assert.Equal((ErrorCode.InvalidRequest, ErrorCode.InvalidRequest), (twice.Code, none.Code));
    }

    // A sign-in counts when it is younger than the end, and tokens tell time by whole seconds: within the same second it does not.
    private async Task UntilLetInAnewAsync(Person person)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while ((await care.UpgradeAsync((await person.SignInAsync()).Access)).Status != HttpStatusCode.SwitchingProtocols)
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(10), "A fresh sign-in is still refused.");
    }

    private async Task<EndSessionsResult> EndAsync(Func<EndSessionsRequest, EndSessionsRequest> whom, Wire wire = Wire.Json)
    {
        var admin = await care.Administrator.AdministerAsync(wire);
        return await admin.InvokeAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), whom(Request(admin)));
    }

    private static EndSessionsRequest Request(RawConnection connection) =>
        new() { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken };

    // Null when already the upgrade is refused.
    private async Task<ErrorCode?> RefusalOnAdminHubAsync(string token)
    {
        if ((await care.UpgradeAsync(token, RealtimeCareProtocol.AdminHubPath)).Status != HttpStatusCode.SwitchingProtocols) return null;
        var connection = await care.ConnectAsync(token, new RawOptions { Path = RealtimeCareProtocol.AdminHubPath, Acknowledges = false });
        return (await connection.RefusedAsync(nameof(IAdminHub.EndSessions), Request(connection) with { Subject = care.Nurse.UserId })).Code;
    }
}
