using Microsoft.AspNetCore.Http;
using RealtimeCare.Server.Gate;

namespace RealtimeCare.Tests.Gate;

public sealed class GateCheckTests
{
    private static readonly IGateCheck[] All =
        [new SecureCheck(), new QueryTokenCheck(), new TransportCheck(), new OriginCheck(), new SubprotocolCheck()];

    [Theory]
    [InlineData("GET")]
    [InlineData("CONNECT")]
    public void The_one_right_upgrade_passes_over_both_versions_of_HTTP(string method)
    {
        Assert.Null(Refusal(request => request.Method = method));
    }

    [Fact]
    public void Every_wrong_property_is_refused_with_its_own_reason()
    {
        Assert.Equal("cleartext", Refusal(request => request.Scheme = "http"));
        Assert.Equal("query", Refusal(request => request.QueryString = new QueryString("?access_token=x")));
        Assert.Equal("query", Refusal(request => request.QueryString = new QueryString("?id=x")));
        Assert.Equal("transport", Refusal(request => request.Method = "POST"));
        Assert.Equal("transport", Refusal(request => request.Headers.Remove("Upgrade")));
        Assert.Equal("origin", Refusal(request => request.Headers.Origin = "https://evil.example"));
        Assert.Equal("origin", Refusal(request => request.Headers.Origin = "null"));
        Assert.Equal("subprotocol", Refusal(request => request.Headers.SecWebSocketProtocol = "foo.v9"));
        Assert.Equal("subprotocol", Refusal(request => request.Headers.Remove("Sec-WebSocket-Protocol")));
    }

    [Fact]
    public void Our_subprotocol_is_found_among_several()
    {
        Assert.Null(Refusal(request => request.Headers.SecWebSocketProtocol = "other, realtimecare.v1"));
    }

    [Fact]
    public void A_ticket_alone_stands_for_a_subprotocol_and_never_for_an_unknown_one()
    {
        var ticket = "?id=" + new string('a', 43);

        Assert.Null(Refusal(request => { request.QueryString = new(ticket); request.Headers.Remove("Sec-WebSocket-Protocol"); }));
        Assert.Null(Refusal(request => request.QueryString = new(ticket)));
        Assert.Equal("subprotocol", Refusal(request => { request.QueryString = new(ticket); request.Headers.SecWebSocketProtocol = "realtimecare.v2"; }));
        Assert.Equal("subprotocol", Refusal(request => { request.QueryString = new(ticket); request.Headers.SecWebSocketProtocol = ""; }));
        foreach (var other in new[] { ticket + "a", ticket + "&access_token=x", "?ID=" + ticket[4..], "?id=" + new string('.', 43), "?id=%61" + new string('a', 40), ticket + "&id=b" })
            Assert.Equal("query", Refusal(request => request.QueryString = new(other)));
    }

    private static string? Refusal(Action<HttpRequest> change)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "GET";
        request.Scheme = "https";
        request.Headers.Upgrade = "websocket";
        request.Headers.SecWebSocketProtocol = "realtimecare.v1";
        change(request);
        return All.Select(check => check.Refuse(request)).FirstOrDefault(refusal => refusal is not null)?.Reason;
    }
}
