using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Clients that cannot offer a subprotocol connect by a ticket; nobody connects by anything less.</summary>
public sealed class TicketScenarios(RecordedCare recorded) : IClassFixture<RecordedCare>
{
    private const HttpStatusCode Switched = HttpStatusCode.SwitchingProtocols;
    private readonly TestCare care = recorded.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_stock_client_negotiates_and_follows(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);

        var connection = await nurse.ConnectAsync(new RawOptions { Wire = wire, Subprotocols = [], Change = Negotiate });
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 70));
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Single(events);
    }

    [Fact]
    public async Task The_answer_offers_websockets_alone_and_an_id_that_opens_nothing()
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var answer = (await care.NegotiateAsync(token, RealtimeCareProtocol.CareHubPath + Tickets.Negotiate)).Ok().Json;
        var (byId, _) = await care.UpgradeAsync(token, $"{RealtimeCareProtocol.CareHubPath}?id={answer.GetProperty("connectionId").GetString()}", subprotocol: null);

        Assert.Equal(
            """[{"transport":"WebSockets","transferFormats":["Text","Binary"]}]""", answer.GetProperty("availableTransports").GetRawText());
        Assert.Equal(1, answer.GetProperty("negotiateVersion").GetInt32());
        Assert.Equal(43, answer.GetProperty("connectionToken").GetString()!.Length);
        Assert.Equal(HttpStatusCode.Unauthorized, byId);
    }

    [Fact]
    public async Task A_ticket_lets_one_connection_in()
    {
        var token = (await care.Nurse.TokensAsync()).Access;
        var ticket = await care.TicketAsync(token);

        var first = await care.UpgradeByAsync(token, ticket);
        var second = await care.UpgradeByAsync(token, ticket);

        Assert.Equal(Switched, first);
        Assert.Equal(HttpStatusCode.BadRequest, second);
    }

    [Fact]
    public async Task A_ticket_is_of_the_session_and_its_next_token_counts_too()
    {
        var nurse = await care.HireAsync("nurse");
        var before = await nurse.TokensAsync();
        var ticket = await care.TicketAsync(before.Access);

        var after = TokenPair.From((await SignIn.RefreshAsync(care.Api, before.Refresh!)).Ok());

        Assert.Equal(Switched, await care.UpgradeByAsync(after.Access, ticket));
    }

    [Fact]
    public async Task A_stolen_ticket_is_worth_nothing_and_is_spent()
    {
        var (nurse, thief) = (await care.HireAsync("nurse"), await care.HireAsync("nurse"));
        var (token, other) = ((await nurse.TokensAsync()).Access, (await nurse.SignInAsync()).Access);
        var (first, second) = (await care.TicketAsync(token), await care.TicketAsync(token));

        var byThief = await care.UpgradeByAsync((await thief.TokensAsync()).Access, first);
        var ofAnotherSession = await care.UpgradeByAsync(other, second);

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], new[] { byThief, ofAnotherSession });
        Assert.Equal(HttpStatusCode.BadRequest, await care.UpgradeByAsync(token, first));
    }

    [Fact]
    public async Task Without_a_token_a_ticket_opens_nothing_and_stays_its_owners()
    {
        var token = (await care.Nurse.TokensAsync()).Access;
        var ticket = await care.TicketAsync(token);

        var bare = await care.UpgradeByAsync(token: null, ticket);
        var inQuery = await care.UpgradeByAsync(token: null, $"{ticket}&access_token={token}");

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], new[] { bare, inQuery });
        Assert.Equal(Switched, await care.UpgradeByAsync(token, ticket));
    }

    [Fact]
    public async Task A_ticket_opens_the_hub_that_it_was_asked_for()
    {
        var token = (await care.Administrator.TokensAsync()).Access;
        var ticket = await care.TicketAsync(token, RealtimeCareProtocol.CareHubPath);

        Assert.Equal(HttpStatusCode.BadRequest, await care.UpgradeByAsync(token, ticket, RealtimeCareProtocol.AdminHubPath));
    }

    [Theory]
    [InlineData("realtimecare.v2")]
    [InlineData("chat")]
    public async Task An_unknown_subprotocol_is_refused_with_a_ticket_too(string offered)
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        Assert.Equal(HttpStatusCode.BadRequest, await care.UpgradeByAsync(token, await care.TicketAsync(token), subprotocol: offered));
    }

    [Fact]
    public async Task A_made_up_ticket_is_refused_and_in_the_trail()
    {
        // A world of its own: one address has twenty entries of refusals a minute, and the others here need many.
        await using var own = new RecordedCare();
        await own.InitializeAsync();
        var token = (await own.World.Nurse.TokensAsync()).Access;
        var guess = new string('x', 43);

        var status = await own.World.UpgradeByAsync(token, guess);
        var entry = await own.Trail.Written.UntilAsync(e => e is { Kind: EntryKinds.Handshake, Reason: "ticket" }, "the refusal");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(EntryOutcome.Denied, entry.Outcome);
        Assert.DoesNotContain(own.Trail.Written.Items, e => e.ToString().Contains(guess, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ticket_stands_in_no_log_and_in_no_trace()
    {
        var token = (await care.Nurse.TokensAsync()).Access;
        var ticket = await care.TicketAsync(token);
        var traced = new Record<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Add($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);

        var first = await care.UpgradeByAsync(token, ticket);
        var second = await care.UpgradeByAsync(token, ticket);
        await traced.UntilAllAsync(all => all.Any(one => one.Contains("400", StringComparison.Ordinal)), "the trace of the refusal");
        var logs = Directory.GetFiles(Path.Combine(care.Host.DataFolder, "logs")).Select(ReadShared).ToList();

        Assert.Equal([Switched, HttpStatusCode.BadRequest], new[] { first, second });
        Assert.NotEmpty(logs);
        Assert.DoesNotContain(logs.Concat(traced.Items), text => text.Contains(ticket, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, RealtimeCareProtocol.Subprotocol, "POST", null, "?negotiateVersion=1", HttpStatusCode.Unauthorized)]
    [InlineData(true, null, "POST", null, "?negotiateVersion=1", HttpStatusCode.BadRequest)]
    [InlineData(true, "realtimecare.v2", "POST", null, "?negotiateVersion=1", HttpStatusCode.BadRequest)]
    [InlineData(true, "realtimecare.v1, realtimecare.v2", "POST", null, "?negotiateVersion=1", HttpStatusCode.BadRequest)]
    [InlineData(true, RealtimeCareProtocol.Subprotocol, "GET", null, "?negotiateVersion=1", HttpStatusCode.BadRequest)]
    [InlineData(true, RealtimeCareProtocol.Subprotocol, "OPTIONS", "https://evil.example", "?negotiateVersion=1", HttpStatusCode.BadRequest)]
    [InlineData(true, RealtimeCareProtocol.Subprotocol, "POST", "https://evil.example", "?negotiateVersion=1", HttpStatusCode.Forbidden)]
    [InlineData(true, RealtimeCareProtocol.Subprotocol, "POST", null, "", HttpStatusCode.Unauthorized)]
    [InlineData(true, RealtimeCareProtocol.Subprotocol, "POST", null, "?negotiateVersion=0", HttpStatusCode.Unauthorized)]
    [InlineData(true, RealtimeCareProtocol.Subprotocol, "POST", null, "?negotiateVersion=1&access_token=x", HttpStatusCode.Unauthorized)]
    public async Task No_ticket_is_given_for_anything_less(
        bool signedIn, string? version, string method, string? origin, string query, HttpStatusCode expected)
    {
        var token = signedIn ? (await care.Nurse.TokensAsync()).Access : null;

        foreach (var slash in new[] { "", "/" })
        {
            var answer = await care.NegotiateAsync(token, $"{RealtimeCareProtocol.CareHubPath}/negotiate{slash}{query}", version, method, origin);
            Assert.Equal((expected, ""), (answer.Status, answer.Text));
        }
    }

    [Theory]
    [InlineData("GET", "text/event-stream")]
    [InlineData("GET", "*/*")]
    [InlineData("POST", "*/*")]
    [InlineData("DELETE", "*/*")]
    public async Task Neither_long_polling_nor_server_sent_events_are_reached_by_a_ticket(string method, string accept)
    {
        var token = (await care.Nurse.TokensAsync()).Access;
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{RealtimeCareProtocol.CareHubPath}?id={await care.TicketAsync(token)}");
        request.Headers.Add("Accept", accept);

        var answer = await care.Api.SendAsync(request, token);

        Assert.Equal((HttpStatusCode.BadRequest, ""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("/hubs/care/negotiate")]
    [InlineData("/hubs/care/negotiate/")]
    [InlineData("/hubs/care/NEGOTIATE")]
    public async Task The_place_for_tickets_is_no_place_to_connect(string path)
    {
        var token = (await care.Nurse.TokensAsync()).Access;

        var (status, _) = await care.UpgradeAsync(token, path);

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task A_session_that_asks_again_and_again_has_to_wait_and_others_do_not()
    {
        var greedy = (await (await care.HireAsync("nurse")).TokensAsync()).Access;

        var statuses = new List<HttpStatusCode>();
        for (var count = 0; count <= 16; count++)
            statuses.Add((await care.NegotiateAsync(greedy, RealtimeCareProtocol.CareHubPath + Tickets.Negotiate)).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.All(statuses.SkipLast(1), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.NotEmpty(await care.TicketAsync((await (await care.HireAsync("nurse")).TokensAsync()).Access));
    }

    [Fact]
    public async Task An_ended_session_gets_no_ticket_and_its_tickets_open_nothing()
    {
        var nurse = await care.HireAsync("nurse");
        var tokens = await nurse.TokensAsync();
        await nurse.ConnectAsync();
        var ticket = await care.TicketAsync(tokens.Access);

        (await care.Api.PostAsync("/api/v1/sessions/end", new { sessionId = tokens.SessionId }, (await care.Administrator.TokensAsync()).Access)).Ok();

        Assert.Equal(HttpStatusCode.Unauthorized, (await care.NegotiateAsync(tokens.Access, RealtimeCareProtocol.CareHubPath + Tickets.Negotiate)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await care.UpgradeByAsync(tokens.Access, ticket));
    }

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    // A stock client as it comes: it negotiates, names the version by a header, and offers no subprotocol.
    private void Negotiate(HttpConnectionOptions options)
    {
        options.SkipNegotiation = false;
        options.Transports = HttpTransportType.WebSockets | HttpTransportType.LongPolling;
        options.Headers.Add(RealtimeCareProtocol.VersionHeader, RealtimeCareProtocol.Subprotocol);
        options.HttpMessageHandlerFactory = _ => new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = TrustOf(care.Roots) } };
    }

    private static X509ChainPolicy TrustOf(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
